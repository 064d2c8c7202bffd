package dev.vlmstream.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Columns side by side, as wide as their widest cell. */
public final class TextTable {
    /** Of cells in which nothing is. */
    private static final Set<String> NOTHING = Set.of("", "–");

    private final List<String> header;
    private final Set<Integer> toTheRight;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param header a name that begins with {@code >} makes a column that is aligned to the right */
    public TextTable(String... header) {
        this.header =
                Arrays.stream(header).map(name -> name.replaceFirst("^>", "")).toList();
        Set<Integer> right = new HashSet<>();
        for (int i = 0; i < header.length; i++) {
            if (header[i].startsWith(">")) {
                right.add(i);
            }
        }
        this.toTheRight = Set.copyOf(right);
    }

    private TextTable(List<String> header, Set<Integer> toTheRight, List<List<String>> rows) {
        this.header = header;
        this.toTheRight = toTheRight;
        this.rows.addAll(rows);
    }

    public TextTable row(Object... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + header.size() + " columns");
        }
        rows.add(Arrays.stream(cells).map(String::valueOf).toList());
        return this;
    }

    /** The columns' names. */
    public List<String> header() {
        return header;
    }

    /** The cells, row by row. */
    public List<List<String>> rows() {
        return List.copyOf(rows);
    }

    /** Whether a column is aligned to the right. */
    public boolean isToTheRight(int column) {
        return toTheRight.contains(column);
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The same without the columns that no row fills; of a table without rows, all. */
    public TextTable filled() {
        List<Integer> kept = IntStream.range(0, header.size())
                .filter(i -> rows.isEmpty() || rows.stream().anyMatch(row -> !NOTHING.contains(row.get(i))))
                .boxed()
                .toList();
        Set<Integer> right = new HashSet<>();
        for (int i = 0; i < kept.size(); i++) {
            if (toTheRight.contains(kept.get(i))) {
                right.add(i);
            }
        }
        return new TextTable(
                kept.stream().map(header::get).toList(),
                right,
                rows.stream().map(row -> kept.stream().map(row::get).toList()).toList());
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
        for (int i = 0; i < header.size(); i++) {
            rule.append(toTheRight.contains(i) ? "---:|" : "---|");
        }
        lines.add(rule.toString());
        rows.forEach(row -> lines.add("| " + String.join(" | ", row).replaceAll("\n+", "<br>") + " |"));
        return lines;
    }

    /** Comma-separated values. */
    public List<String> csv() {
        List<String> lines = new ArrayList<>();
        lines.add(Csv.line(header));
        rows.forEach(row -> lines.add(Csv.line(row)));
        return lines;
    }
}
