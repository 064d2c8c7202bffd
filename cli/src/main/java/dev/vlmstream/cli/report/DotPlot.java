package dev.vlmstream.cli.report;

import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.rest.ModelColour;
import dev.vlmstream.rest.metrics.GapTable.GapRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rates from 0 to 100 % as dots with their 95 % intervals: where each part lies in the drawing, for which {@code report.html} has the
 * elements. A heading for each model, below it its rows.
 *
 * @param reference where the dashed line is; null: there is none
 */
record DotPlot(
        String caption,
        String label,
        int width,
        int height,
        int top,
        int bottom,
        int nameX,
        int valueX,
        List<Tick> ticks,
        @Nullable String reference,
        List<PlottedModel> models) {
    private static final int WIDTH = 440;
    private static final int RIGHT = 170;
    private static final int ROW = 24;
    private static final int HEADING = 28;
    private static final int TOP = 22;
    /** At least as wide as a character of a name is on average. */
    private static final int CHARACTER = 7;

    /** A circle, a square, a diamond, a triangle, from their middle on: models that share a colour differ in them. */
    private static final List<String> SHAPES = List.of(
            "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
            "m-5 -5h10v10h-10z",
            "m0 -6.5l6.5 6.5l-6.5 6.5l-6.5 -6.5z",
            "m0 -6.5l6 11h-12z");

    /** A line from top to bottom, and its share. */
    record Tick(String x, int percent) {}

    /** @param colour null: the scoring service has none for it */
    record PlottedModel(String name, int y, @Nullable ModelColour colour, int shape, List<Mark> marks) {
        public String path() {
            return SHAPES.get(shape);
        }
    }

    /** @param hollow whether the rate was chosen on the very items that are judged */
    record Mark(String name, int y, String low, String high, String x, boolean hollow, String value) {
        public int textY() {
            return y + 4;
        }
    }

    static DotPlot of(Gap gap) {
        // The rows' names stand left of 0 %.
        int left = 24
                + CHARACTER
                        * gap.rows().stream()
                                .mapToInt(row -> row.setting().length())
                                .max()
                                .orElse(0);
        List<PlottedModel> models = new ArrayList<>();
        int y = TOP;
        for (String base : gap.rows().stream().map(GapRow::base).distinct().toList()) {
            y += HEADING;
            ModelColour colour = gap.colours().get(base);
            int shape = colour == null ? 0 : colour.round() % SHAPES.size();
            List<Mark> marks = new ArrayList<>();
            models.add(new PlottedModel(base, y - 6, colour, shape, marks));
            for (GapRow row : gap.rows()) {
                if (row.base().equals(base)) {
                    int middle = y + ROW / 2;
                    Gap.rate(row).interval().ifPresent(interval -> marks.add(mark(row, interval, left, middle)));
                    y += ROW;
                }
            }
        }
        return new DotPlot(
                gap.caption(),
                "accuracies on " + gap.dataset() + "; the table below has the numbers",
                left + WIDTH + RIGHT,
                y + 6,
                TOP - 4,
                y,
                left - 14,
                left + WIDTH + 12,
                IntStream.rangeClosed(0, 5)
                        .mapToObj(i -> new Tick(x(left, i / 5.0), 20 * i))
                        .toList(),
                gap.rows().stream()
                        .filter(gap::isReference)
                        .findFirst()
                        .map(row -> x(left, row.accuracy()))
                        .orElse(null),
                models);
    }

    private static Mark mark(GapRow row, Interval interval, int left, int middle) {
        Rate rate = Gap.rate(row);
        return new Mark(
                row.setting(),
                middle,
                x(left, interval.low()),
                x(left, interval.high()),
                x(left, rate.percent() / 100),
                row.optimistic(),
                rate.accuracyText() + " (" + rate.intervalText() + ")");
    }

    private static String x(int left, double fraction) {
        return String.format(Locale.ROOT, "%.1f", left + WIDTH * fraction);
    }
}
