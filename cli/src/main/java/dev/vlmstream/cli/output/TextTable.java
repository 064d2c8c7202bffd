package dev.vlmstream.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Columns side by side, as wide as their widest cell. */
public final class TextTable {
    /** Of cells in which nothing is. */
    private static final Set<String> NOTHING = Set.of("", "–");

    /** Before the name of a column that is aligned to the right. */
    private static final String TO_THE_RIGHT = ">";

    private final List<String> columns;
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param columns names; one that begins with {@code >} makes a column that is aligned to the right */
    public TextTable(String... columns) {
        this.columns = List.of(columns);
        this.header = this.columns.stream()
                .map(name -> name.replaceFirst("^" + TO_THE_RIGHT, ""))
                .toList();
    }

    public TextTable row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(Arrays.stream(cells).map(String::valueOf).toList());
        return this;
    }

    public List<String> header() {
        return header;
    }

    /** The cells, row by row. */
    public List<List<String>> rows() {
        return List.copyOf(rows);
    }

    /** Whether a column is aligned to the right. */
    public boolean isToTheRight(int column) {
        return columns.get(column).startsWith(TO_THE_RIGHT);
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The same without the columns that no row fills; of a table without rows, all. */
    public TextTable filled() {
        return filled(Set.of());
    }

    /** @param alike cells that count as not filled, too */
    public TextTable filled(Set<String> alike) {
        return only(IntStream.range(0, columns.size())
                .filter(i -> rows.isEmpty()
                        || rows.stream()
                                .map(row -> row.get(i))
                                .anyMatch(cell -> !NOTHING.contains(cell) && !alike.contains(cell)))
                .boxed()
                .toList());
    }

    /** The same without the columns of a name. */
    public TextTable without(String name) {
        return only(IntStream.range(0, header.size())
                .filter(i -> !header.get(i).equals(name))
                .boxed()
                .toList());
    }

    private TextTable only(List<Integer> kept) {
        TextTable table = new TextTable(kept.stream().map(columns::get).toArray(String[]::new));
        rows.forEach(row -> table.rows.add(kept.stream().map(row::get).toList()));
        return table;
    }

    /** Plain text for whoever reads it now: in lines that the terminal shows whole, without empty columns. */
    public List<String> lines() {
        return lines(Terminal.width());
    }

    /**
     * The same in lines of a width: rows that are longer continue in further lines, below their first.
     *
     * @param width in characters, at least {@link Terminal#LEAST_WIDTH}
     */
    public List<String> lines(int width) {
        return new TableLines(filled(), width).lines();
    }

    /** A Markdown table; a line within a cell is one there, too. */
    public List<String> markdown() {
        List<String> lines = new ArrayList<>();
        lines.add("| " + String.join(" | ", header) + " |");
        StringBuilder rule = new StringBuilder("|");
        for (int i = 0; i < columns.size(); i++) {
            rule.append(isToTheRight(i) ? "---:|" : "---|");
        }
        lines.add(rule.toString());
        rows.forEach(row -> lines.add("| " + String.join(" | ", row).replaceAll("\n+", "<br>") + " |"));
        return lines;
    }

    public List<String> csv() {
        List<String> lines = new ArrayList<>();
        lines.add(Csv.line(header));
        rows.forEach(row -> lines.add(Csv.line(row)));
        return lines;
    }

    /**
     * A table as lines of a given width. Where its columns do not fit side by side, names give way first: those longer than {@link
     * #NAME} are shortened in their middle. Then columns continue in further lines of the row, set in from the left; sentences and paths
     * that are longer than a line are wrapped. Numbers are never cut.
     */
    private static final class TableLines {
        private static final String GAP = "  ";
        private static final String INDENT = "    ";
        private static final String CUT = "…";

        /** What names do not have. */
        private static final Pattern PROSE = Pattern.compile("[ /\\\\]");

        /** As short as a name gets where that saves a line. */
        private static final int NAME = 24;

        private final TextTable table;
        private final int width;
        private final int[] widths;

        TableLines(TextTable table, int width) {
            this.table = table;
            this.width = Math.max(width, Terminal.LEAST_WIDTH);
            this.widths = new int[table.header().size()];
            for (int i = 0; i < widths.length; i++) {
                int column = i;
                widths[i] = Stream.concat(Stream.of(table.header()), table.rows().stream())
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0);
            }
        }

        List<String> lines() {
            if (natural() > width) {
                for (int i = 0; i < widths.length; i++) {
                    widths[i] = Math.min(widths[i], most(i));
                }
            }
            List<List<Integer>> bands = bands();
            List<String> lines = new ArrayList<>();
            add(table.header(), bands, lines);
            table.rows().forEach(row -> add(row, bands, lines));
            return lines;
        }

        private int most(int column) {
            if (table.isToTheRight(column)) {
                return Integer.MAX_VALUE;
            }
            return isOfNames(column) ? Math.max(NAME, table.header().get(column).length()) : width - INDENT.length();
        }

        private boolean isOfNames(int column) {
            return table.rows().stream()
                    .noneMatch(row -> PROSE.matcher(row.get(column)).find());
        }

        private int natural() {
            int sum = 0;
            for (int one : widths) {
                sum += one + GAP.length();
            }
            return sum - GAP.length();
        }

        /** The columns of each line of a row. */
        private List<List<Integer>> bands() {
            List<List<Integer>> bands = new ArrayList<>();
            List<Integer> band = new ArrayList<>();
            int used = 0;
            for (int i = 0; i < widths.length; i++) {
                if (!band.isEmpty() && used + GAP.length() + widths[i] > width) {
                    bands.add(band);
                    band = new ArrayList<>();
                }
                used = band.isEmpty()
                        ? (bands.isEmpty() ? 0 : INDENT.length()) + widths[i]
                        : used + GAP.length() + widths[i];
                band.add(i);
            }
            bands.add(band);
            return bands;
        }

        private void add(List<String> row, List<List<Integer>> bands, List<String> lines) {
            for (int b = 0; b < bands.size(); b++) {
                List<Integer> band = bands.get(b);
                int only = band.get(0);
                if (band.size() == 1 && row.get(only).length() > widths[only] && !isOfNames(only)) {
                    String indent = b == 0 ? "" : INDENT;
                    wrapped(row.get(only), widths[only]).forEach(part -> lines.add(indent + part));
                } else {
                    String line = beside(row, band);
                    if (b == 0 || !line.isEmpty()) {
                        lines.add((b == 0 ? "" : INDENT) + line);
                    }
                }
            }
        }

        private String beside(List<String> row, List<Integer> band) {
            StringBuilder line = new StringBuilder();
            for (int i : band) {
                String cell = table.isToTheRight(i) ? row.get(i) : shortened(row.get(i), widths[i]);
                String blanks = " ".repeat(Math.max(0, widths[i] - cell.length()));
                line.append(table.isToTheRight(i) ? blanks + cell : cell + blanks)
                        .append(GAP);
            }
            return line.toString().stripTrailing();
        }

        /** At blanks; what has none, such as a path, wherever the line ends. */
        private static List<String> wrapped(String text, int most) {
            List<String> parts = new ArrayList<>();
            String left = text;
            while (left.length() > most) {
                int blank = left.lastIndexOf(' ', most);
                int end = blank > 0 ? blank : most;
                parts.add(left.substring(0, end));
                left = left.substring(end).stripLeading();
            }
            parts.add(left);
            return parts;
        }

        /** Names differ at their ends as often as at their beginnings: what goes is the middle. */
        private static String shortened(String name, int most) {
            if (name.length() <= most) {
                return name;
            }
            int end = (most - CUT.length()) / 2;
            return name.substring(0, most - CUT.length() - end) + CUT + name.substring(name.length() - end);
        }
    }
}
