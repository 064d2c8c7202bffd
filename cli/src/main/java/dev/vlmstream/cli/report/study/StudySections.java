package dev.vlmstream.cli.report.study;

import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.results.ProbeResult;
import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.cli.report.study.StudyTable.Cell;
import dev.vlmstream.cli.report.study.StudyTable.Side;
import dev.vlmstream.rest.metrics.RunFrequency;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The study's tables, each with those of its rows and columns that the runs fill. */
public final class StudySections {
    /** With this their titles begin. */
    public static final String TITLE = "The study's ";

    /** How to read them. */
    public static final String READING =
            "Each cell of the study's tables shows our number with its 95 % interval (in percent, except for"
                    + " correlations), then the study's number, then the difference, ours minus theirs, and whether their"
                    + " number lies inside our interval. Models and datasets are matched by their exact names, runs by"
                    + " their settings (docs/study-tables.md).";

    private StudySections() {}

    /** @param frequencies of the runs' classes, by run */
    public static List<Section> all(
            List<RunResult> runs, List<ProbeResult> probes, Map<String, RunFrequency> frequencies) {
        List<StudyValue> measured = StudyValues.of(runs, probes, frequencies);
        return StudyTables.ALL.stream().map(table -> section(table, measured)).toList();
    }

    /** Whether a run of ImageWikiQA asks as the study does, whose published numbers are of that alone. */
    public static Optional<String> imageWikiQa(RunResult run) {
        return StudyProtocol.of(run).imageWikiQa();
    }

    private static Section section(StudyTable table, List<StudyValue> measured) {
        Map<String, Map<String, List<StudyValue>>> found = new LinkedHashMap<>();
        Set<String> others = new LinkedHashSet<>();
        for (StudyValue one : measured) {
            for (Cell cell : table.cellsOf(one.key())) {
                others.add(cell.row());
                found.computeIfAbsent(cell.row(), row -> new LinkedHashMap<>())
                        .computeIfAbsent(cell.column(), column -> new ArrayList<>())
                        .add(one);
            }
        }
        List<String> rows = inOrder(table.cells().stream().map(Cell::row), others, found.keySet());
        Set<String> filled = new TreeSet<>();
        found.values().forEach(row -> filled.addAll(row.keySet()));
        List<String> columns = inOrder(table.cells().stream().map(Cell::column), Set.of(), filled);
        return new Section(
                TITLE + table.number() + ": " + table.title(),
                table.note(),
                lines(rows, columns, found),
                table(table, rows, columns, found));
    }

    /** Those that are wanted, first in the table's order, then the others in theirs. */
    private static List<String> inOrder(Stream<String> declared, Set<String> others, Set<String> wanted) {
        return Stream.concat(declared, others.stream())
                .distinct()
                .filter(wanted::contains)
                .toList();
    }

    private static TextTable table(
            StudyTable table,
            List<String> rows,
            List<String> columns,
            Map<String, Map<String, List<StudyValue>>> found) {
        String corner = table.rows().contains(Side.MODEL) ? "model" : "setting";
        TextTable text =
                new TextTable(Stream.concat(Stream.of(corner), columns.stream().map(column -> ">" + column))
                        .toArray(String[]::new));
        for (String row : rows) {
            text.row(Stream.concat(
                            Stream.of(row),
                            columns.stream().map(column -> text(found.get(row).get(column))))
                    .toArray());
        }
        return text;
    }

    /** Where several runs fill one place, all of them, each with its name, a blank line between them. */
    private static String text(@Nullable List<StudyValue> measured) {
        if (measured == null) {
            return "–";
        }
        return measured.size() == 1
                ? measured.get(0).text()
                : measured.stream().map(one -> one.text() + "\nin " + one.run()).collect(Collectors.joining("\n\n"));
    }

    private static List<ReportedRate> lines(
            List<String> rows, List<String> columns, Map<String, Map<String, List<StudyValue>>> found) {
        return rows.stream()
                .flatMap(row -> columns.stream()
                        .map(column -> Optional.ofNullable(found.get(row).get(column))))
                .flatMap(cell -> cell.stream().flatMap(List::stream))
                .flatMap(one -> one.line().stream())
                .toList();
    }
}
