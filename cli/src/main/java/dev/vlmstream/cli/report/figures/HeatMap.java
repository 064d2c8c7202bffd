package dev.vlmstream.cli.report.figures;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Which class was answered for which: a row for each class that was shown, a column for each that was answered.
 *
 * @param name above it
 */
public record HeatMap(String name, String caption, List<Name> rows, List<Name> columns, List<Cell> cells)
        implements Figure {
    private static final int CELL = 16;
    /** Room for names, which are cut. */
    private static final int NAMES = 122;

    private static final int LONGEST = 18;
    /** More columns have the whole width. */
    private static final int NARROW = 20;

    /** @param at the middle of its row or column */
    public record Name(String text, double at) {}

    /**
     * A pair of classes that occurs.
     *
     * @param share of the answers to the class shown, from 0 to 1
     * @param right whether both are the same class
     */
    public record Cell(double x, double y, String share, boolean right, String text) {}

    /** Names at their places, long ones cut. */
    public static List<Name> names(List<String> texts) {
        return IntStream.range(0, texts.size())
                .mapToObj(i -> new Name(cut(texts.get(i)), at(i) + CELL / 2.0))
                .toList();
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    public static Cell cell(int row, int column, double share, boolean right, String text) {
        return new Cell(at(column), at(row), String.format(Locale.ROOT, "%.3f", share), right, text);
    }

    private static double at(int index) {
        return NAMES + (double) index * CELL;
    }

    public int cell() {
        return CELL;
    }

    /** Where the cells begin, from the left and from the top. */
    public int edge() {
        return NAMES;
    }

    public boolean isWide() {
        return columns.size() > NARROW;
    }

    public int across() {
        return CELL * columns.size();
    }

    public int down() {
        return CELL * rows.size();
    }

    public int width() {
        return NAMES + across() + 2;
    }

    public int height() {
        return NAMES + down() + 2;
    }

    @Override
    public String kind() {
        return "heat";
    }
}
