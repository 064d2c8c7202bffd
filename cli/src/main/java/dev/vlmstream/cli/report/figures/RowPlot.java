package dev.vlmstream.cli.report.figures;

import dev.vlmstream.evaluation.metrics.Interval;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a name, a track from 0 % on, and a value. On a narrow screen the track lies below name and value.
 *
 * @param ticks of the track; empty: it has none
 */
public record RowPlot(String caption, List<Tick> ticks, List<Group> groups) implements Figure {

    /** A line across all tracks. */
    public record Tick(String x, String text) {}

    /** @param name above its rows; empty: none */
    public record Group(String name, ModelMark mark, List<Row> rows) {}

    /**
     * A row: a point in its interval, or a bar.
     *
     * @param hollow whether the point's rate was chosen on the same items that are judged
     * @param reference where the dashed line of a point is; null: there is none
     * @param shown beside a bar, where it would end if all answers were right; null: not known
     */
    public record Row(
            String name,
            String value,
            @Nullable String low,
            @Nullable String high,
            @Nullable String point,
            boolean hollow,
            @Nullable String reference,
            @Nullable String bar,
            @Nullable String shown) {
        public static Row point(
                String name,
                String value,
                Interval interval,
                double share,
                boolean hollow,
                @Nullable Double reference) {
            return new Row(
                    name,
                    value,
                    at(interval.low()),
                    at(interval.high()),
                    at(share),
                    hollow,
                    reference == null ? null : at(reference),
                    null,
                    null);
        }

        public static Row bar(String name, String value, double share, @Nullable Double shown) {
            return new Row(name, value, null, null, null, false, null, at(share), shown == null ? null : at(shown));
        }
    }

    /** Points of shares, from 0 to 100 %. */
    public static RowPlot ofShares(String caption, List<Group> groups) {
        List<Tick> ticks = IntStream.rangeClosed(0, 5)
                .mapToObj(i -> new Tick(at(i / 5.0), 20 * i + " %"))
                .toList();
        return new RowPlot(caption, ticks, groups);
    }

    /** Bars, the longest of them as long as the track. */
    public static RowPlot ofBars(Group group) {
        return new RowPlot("", List.of(), List.of(group));
    }

    @Override
    public String kind() {
        return "rows";
    }

    private static String at(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }
}
