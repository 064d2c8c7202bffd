package dev.vlmstream.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Columns side by side, as wide as their widest cell. */
public final class TextTable {
    private final List<String> header;
    private final Set<Integer> toTheRight;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param header a name that begins with {@code >} makes a column that is aligned to the right */
    public TextTable(String... header) {
        this.header =
                Arrays.stream(header).map(name -> name.replaceFirst("^>", "")).toList();
        Set<Integer> right = new java.util.HashSet<>();
        for (int i = 0; i < header.length; i++) {
            if (header[i].startsWith(">")) {
                right.add(i);
            }
        }
        this.toTheRight = Set.copyOf(right);
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

    /** Plain text: one line per row, the header first. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line(header));
        rows.forEach(row -> lines.add(line(row)));
        return lines;
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

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            String blanks = " ".repeat(Math.max(0, width(i) - cell.length()));
            line.append(toTheRight.contains(i) ? blanks + cell : cell + blanks).append("  ");
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        return Math.max(
                header.get(column).length(),
                rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
    }
}
