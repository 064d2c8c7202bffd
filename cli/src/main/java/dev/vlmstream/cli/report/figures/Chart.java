package dev.vlmstream.cli.report.figures;

import dev.vlmstream.evaluation.metrics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Accuracy over something else: points with their intervals, and lines through them.
 *
 * @param name above it; empty: none
 * @param label what those hear who do not see it
 * @param dashed lines that the points are held against
 */
public record Chart(
        String name,
        String caption,
        String label,
        String across,
        List<Tick> columns,
        List<Tick> rows,
        List<Dashed> dashed,
        List<Series> series)
        implements Figure {
    public static final int WIDTH = 360;
    public static final int HEIGHT = 250;
    private static final int LEFT = 44;
    private static final int RIGHT = WIDTH - 22;
    private static final int TOP = 12;
    private static final int BOTTOM = HEIGHT - 38;

    /** A place on an axis. */
    public record Tick(String at, String text) {}

    /** @param text above it; empty: none */
    public record Dashed(ModelMark mark, String path, String text, String x, String y) {}

    /** @param path null: no line goes through the points */
    public record Series(ModelMark mark, @Nullable String path, List<Point> points) {}

    /** @param text that is shown when the pointer is over it */
    public record Point(String x, String y, String low, String high, boolean hollow, String text) {}

    public int width() {
        return WIDTH;
    }

    public int height() {
        return HEIGHT;
    }

    public int left() {
        return LEFT;
    }

    public int right() {
        return RIGHT;
    }

    public int top() {
        return TOP;
    }

    public int bottom() {
        return BOTTOM;
    }

    @Override
    public String kind() {
        return "chart";
    }

    /** A value with its interval, at a place of the axis across. */
    public record Value(double across, double share, Interval interval, boolean hollow, String text) {}

    /** A chart that is being drawn: the axis across goes from 0 to {@code last}, that of shares from 0 to {@code most}. */
    public static final class Drawing {
        private final double last;
        private final double most;
        private final List<Tick> columns = new ArrayList<>();
        private final List<Dashed> dashed = new ArrayList<>();
        private final List<Series> series = new ArrayList<>();

        public Drawing(double last, double most) {
            this.last = last;
            this.most = most;
        }

        public Drawing column(double at, String text) {
            columns.add(new Tick(x(at), text));
            return this;
        }

        /** A dashed line at a share, with its name. */
        public Drawing level(ModelMark mark, double share, String text) {
            String y = y(share);
            String path = "M" + LEFT + " " + y + "H" + RIGHT;
            dashed.add(new Dashed(mark, path, text, String.valueOf(LEFT + 4), number(Double.parseDouble(y) - 4)));
            return this;
        }

        /** The dashed line where a share is as large as what is across. */
        public Drawing diagonal() {
            String path = "M" + x(0) + " " + y(0) + "L" + x(last) + " " + y(last);
            dashed.add(new Dashed(ModelMark.of(null), path, "", "0", "0"));
            return this;
        }

        /** @param line those of the values that a line goes through */
        public Drawing series(ModelMark mark, List<Value> values, List<Value> line) {
            String path = line.size() < 2
                    ? null
                    : "M"
                            + line.stream()
                                    .map(value -> x(value.across()) + " " + y(value.share()))
                                    .collect(Collectors.joining("L"));
            series.add(new Series(mark, path, values.stream().map(this::point).toList()));
            return this;
        }

        private Point point(Value value) {
            return new Point(
                    x(value.across()),
                    y(value.share()),
                    y(value.interval().low()),
                    y(value.interval().high()),
                    value.hollow(),
                    value.text());
        }

        public Chart chart(String name, String caption, String label, String across) {
            List<Tick> rows = new ArrayList<>();
            for (int i = 0; i <= 4; i++) {
                double share = most * i / 4;
                rows.add(new Tick(y(share), String.format(Locale.ROOT, "%.0f %%", 100 * share)));
            }
            return new Chart(name, caption, label, across, columns, rows, dashed, series);
        }

        private String x(double value) {
            return number(LEFT + (RIGHT - LEFT) * value / last);
        }

        private String y(double share) {
            return number(BOTTOM - (BOTTOM - TOP) * Math.min(share, most) / most);
        }

        private static String number(double value) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
    }
}
