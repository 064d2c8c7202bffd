package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.figures.Figure;
import dev.vlmstream.cli.report.results.Section;
import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.RawString;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.Template;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A report as HTML, laid out by {@code report.html}: head, contents, sections; what few look at is folded. */
final class ReportPage {
    /** A page with fewer sections is seen at a glance. */
    private static final int LONG = 4;

    private static final String DATASET = "dataset";

    private ReportPage() {}

    static String of(Report report) {
        return template()
                .data("css", new RawString(resource("palette.css") + resource("report.css")))
                .data("about", report.about())
                .data("made", report.made())
                .data("notes", report.notes())
                .data("contents", report.read().size() >= LONG)
                .data(
                        "sections",
                        report.read().stream()
                                .map(section -> PageSection.of(section, isOfOneDataset(report)))
                                .toList())
                .render();
    }

    private static Template template() {
        return Engine.builder()
                .addDefaults()
                .addValueResolver(new ReflectionValueResolver())
                .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
                .build()
                .parse(resource("report.html"), Variant.forContentType(Variant.TEXT_HTML));
    }

    private static String resource(String file) {
        try (InputStream in = ReportPage.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Then its head names it, and no table needs to. */
    private static boolean isOfOneDataset(Report report) {
        return report.sections().stream()
                        .map(section -> section.table())
                        .filter(table -> table.header().contains(DATASET))
                        .flatMap(table -> table.rows().stream()
                                .map(row -> row.get(table.header().indexOf(DATASET))))
                        .distinct()
                        .count()
                < 2;
    }

    /**
     * A section as the template reads it.
     *
     * @param table null: the figures show all that it has
     */
    record PageSection(
            String id,
            String title,
            String note,
            boolean folded,
            List<Figure> figures,
            @Nullable PageTable table) {
        static PageSection of(Section section, boolean ofOneDataset) {
            String id = section.title()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9]+", "-")
                    .replaceAll("^-|-$", "");
            TextTable table = section.shown();
            return new PageSection(
                    id,
                    section.title(),
                    section.note(),
                    section.folded(),
                    section.figures(),
                    section.drawn() && !section.figures().isEmpty()
                            ? null
                            : PageTable.of(ofOneDataset ? table.without(DATASET) : table));
        }
    }

    /**
     * A table as the template reads it.
     *
     * @param first the name of its first column
     * @param groups of the other columns, above their names; empty: there are none, and the first row is the header
     */
    record PageTable(String first, List<Group> groups, List<Row> rows) {
        private static final String GROUP = ", ";

        /** Columns that have the beginning of their names in common. */
        record Group(String name, List<String> names) {}

        /** @param afterHeader whether it is the first below the columns' names */
        record Row(String tag, boolean afterHeader, List<Cell> cells) {}

        static PageTable of(TextTable table) {
            List<Group> groups = groups(table.header().subList(1, table.header().size()));
            List<Row> rows = new ArrayList<>();
            if (groups.isEmpty()) {
                rows.add(new Row("th", false, cells(table, table.header())));
            }
            for (int i = 0; i < table.rows().size(); i++) {
                rows.add(new Row("td", i == 0, cells(table, table.rows().get(i))));
            }
            return new PageTable(table.header().get(0), groups, rows);
        }

        /** Where every name is {@code GROUP, NAME}, and some have a group in common. */
        private static List<Group> groups(List<String> names) {
            List<Group> groups = new ArrayList<>();
            for (String name : names) {
                int end = name.indexOf(GROUP);
                if (end < 0) {
                    return List.of();
                }
                String group = name.substring(0, end);
                if (groups.isEmpty() || !groups.get(groups.size() - 1).name().equals(group)) {
                    groups.add(new Group(group, new ArrayList<>()));
                }
                groups.get(groups.size() - 1).names().add(name.substring(end + GROUP.length()));
            }
            boolean shared = groups.stream().map(Group::name).distinct().count() < names.size();
            return names.size() > 1 && shared ? groups : List.of();
        }

        private static List<Cell> cells(TextTable table, List<String> texts) {
            return IntStream.range(0, texts.size())
                    .mapToObj(i -> Cell.of(table.header().get(i), texts.get(i), table.isToTheRight(i)))
                    .toList();
        }
    }

    /**
     * Numbers stay in one line, sentences get room.
     *
     * @param column its name, which stands beside the cell where there is no room for a table
     */
    record Cell(String column, String kind, List<Line> lines) {
        /** A longer cell gets more than the width of its longest word. */
        private static final int SENTENCE = 24;

        private static final Pattern BREAKABLE = Pattern.compile("[^\\p{L}\\p{N},;.]");

        /** The first line of a paragraph, or smaller one that stands below it. */
        record Line(boolean afterRule, boolean small, List<Word> words) {}

        /** Lines are wrapped at blanks alone: browsers would also break a name at its hyphens and slashes. */
        record Word(String text, boolean breakable) {}

        static Cell of(String column, String text, boolean number) {
            List<Line> lines = new ArrayList<>();
            for (String paragraph : text.split("\n\n")) {
                String[] parts = paragraph.split("\n");
                for (int i = 0; i < parts.length; i++) {
                    lines.add(new Line(i == 0 && !lines.isEmpty(), i > 0, words(parts[i])));
                }
            }
            return new Cell(column, kind(text, number), lines);
        }

        private static String kind(String text, boolean number) {
            String kind = number ? "number" : text.length() > SENTENCE ? "sentence" : "";
            return text.equals("–") ? (kind + " none").strip() : kind;
        }

        private static List<Word> words(String line) {
            return Arrays.stream(line.split(" "))
                    .map(word -> new Word(word, BREAKABLE.matcher(word).find()))
                    .toList();
        }
    }
}
