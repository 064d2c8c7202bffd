package dev.vlmstream.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A table as lines of a given width. Where its columns do not fit side by side, names give way first: those longer than {@link
 * #NAME} are shortened in their middle. Then columns continue in further lines of the row, set in from the left; sentences and paths
 * that are longer than a line are wrapped. Numbers are never cut.
 */
final class TableLines {
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
            line.append(table.isToTheRight(i) ? blanks + cell : cell + blanks).append(GAP);
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
