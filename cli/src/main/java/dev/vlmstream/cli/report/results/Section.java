package dev.vlmstream.cli.report.results;

import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.figures.Figure;
import dev.vlmstream.cli.report.results.Rate.PairedDifference;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A part of a report.
 *
 * @param note what a reader must know of the numbers; may be empty
 * @param lines the rates, for programs; empty where the table has no rates of its own
 * @param table for people
 * @param folded whether few look at it: on the page only its title stands until it is opened
 * @param figures for the page
 * @param drawn whether the figures take the place of the table there
 */
public record Section(
        String title,
        String note,
        List<ReportedRate> lines,
        TextTable table,
        boolean folded,
        List<Figure> figures,
        boolean drawn) {
    /** In a column of counts: nothing of the kind happened. */
    private static final Set<String> NONE = Set.of("0");

    public Section {
        lines = List.copyOf(lines);
        figures = List.copyOf(figures);
    }

    public Section(String title, String note, TextTable table) {
        this(title, note, List.of(), table);
    }

    public Section(String title, String note, List<ReportedRate> lines, TextTable table) {
        this(title, note, lines, table, false, List.of(), false);
    }

    public Section fold() {
        return new Section(title, note, lines, table, true, figures, drawn);
    }

    /** The same with figures above the table. */
    public Section with(List<? extends Figure> pictures) {
        return new Section(title, note, lines, table, folded, List.copyOf(pictures), false);
    }

    /** The same with figures in place of the table. */
    public Section drawn(List<? extends Figure> pictures) {
        return new Section(title, note, lines, table, folded, List.copyOf(pictures), true);
    }

    /** The table as it is shown: without columns of nothing but blanks, or zeros. */
    public TextTable shown() {
        return table.filled(NONE);
    }

    public static Section of(String title, String note, List<ReportedRate> lines) {
        return new Section(title, note, lines, table(lines));
    }

    public boolean isEmpty() {
        return table.isEmpty();
    }

    private static TextTable table(List<ReportedRate> lines) {
        boolean paired = lines.stream().anyMatch(line -> line.paired().isPresent());
        Stream<String> last = paired
                ? Stream.of("against", ">paired difference, points", ">p")
                : Stream.of(">study", ">ours − study, points", ">unparsed", ">failed");
        TextTable table = new TextTable(
                Stream.concat(Stream.of("dataset", "model", "setting", "run", "rule", ">n", ">accuracy", ">95 %"), last)
                        .toArray(String[]::new));
        lines.forEach(line -> table.row(row(line, paired)));
        return table;
    }

    private static Object[] row(ReportedRate line, boolean paired) {
        Stream<Object> last = paired
                ? Stream.of(
                        line.paired().map(PairedDifference::against).orElse("–"),
                        line.paired().map(PairedDifference::differenceText).orElse("–"),
                        line.paired()
                                .map(pair -> PairedDifference.p(pair.numbers().p()))
                                .orElse("–"))
                : Stream.of(line.publishedText(), line.differenceText(), line.unparsed(), line.failed());
        return Stream.concat(
                        Stream.of(
                                line.dataset(),
                                line.model(),
                                line.setting(),
                                line.run(),
                                line.rule(),
                                line.rate().n(),
                                line.rate().accuracyText(),
                                line.rate().intervalText()),
                        last)
                .toArray();
    }
}
