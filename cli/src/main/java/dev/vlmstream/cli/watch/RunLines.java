package dev.vlmstream.cli.watch;

import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** A run as lines of text: a heading, and a line for each model, or several where the terminal is narrow. */
public final class RunLines {
    private static final int LEAST_BAR = 8;
    private static final int LONGEST_BAR = 28;
    private static final int BESIDE_THE_BAR = 84;
    private static final String BETWEEN = "  ";

    private final Map<String, Throughput> paces = new HashMap<>();

    /**
     * The lines of a run's metrics, as the scoring service gives them.
     *
     * @param columns of the terminal
     * @param now of {@link System#nanoTime}
     */
    public List<String> of(RunMetrics metrics, int columns, long now) {
        String run = metrics.run();
        long items = metrics.items() == null ? 0 : metrics.items();
        List<String> lines = new ArrayList<>();
        lines.add(run + " · " + metrics.task() + " · " + (items > 0 ? items + " items" : "still open")
                + (metrics.complete()
                        ? " · " + metrics.completion()
                        : (metrics.problem() != null ? " · " + metrics.problem() : "")
                                + (metrics.absent().isEmpty()
                                        ? ""
                                        : " · not asked: " + String.join(", ", metrics.absent()))));
        int names = metrics.models().stream()
                .mapToInt(model -> model.title().length())
                .max()
                .orElse(0);
        int bar = Math.max(LEAST_BAR, Math.min(LONGEST_BAR, columns - names - BESIDE_THE_BAR));
        for (ModelMetrics model : metrics.models()) {
            lines.addAll(wrapped(cells(run, model, items, names, bar, now), columns));
        }
        return lines;
    }

    private List<String> cells(String run, ModelMetrics model, long items, int names, int bar, long now) {
        String name = model.title();
        long done = model.counted();
        Throughput pace = paces.computeIfAbsent(run + "/" + name, key -> new Throughput());
        pace.at(now, done);
        int full = items == 0 ? 0 : (int) (bar * Math.min(done, items) / items);
        String all = items == 0 ? "?" : String.valueOf(items);
        List<String> cells = new ArrayList<>();
        cells.add(name + " ".repeat(names - name.length()));
        cells.add("█".repeat(full) + "░".repeat(bar - full));
        cells.add(String.format(Locale.ROOT, "%" + Math.max(3, all.length()) + "d/%s", done, all));
        cells.add(String.format(Locale.ROOT, "%-20s", accuracy(model)));
        if (done < items || items == 0) {
            cells.add(String.format(Locale.ROOT, "%-20s", speed(pace.perSecond(), items - done)));
        }
        troubles(model).ifPresent(cells::add);
        return cells;
    }

    /** As many cells a line as fit; all models' cells are equally wide, so that they stay below one another. */
    private static List<String> wrapped(List<String> cells, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String cell : cells) {
            if (line.length() > 0
                    && line.length() + BETWEEN.length() + cell.stripTrailing().length() > columns) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(BETWEEN);
            }
            line.append(BETWEEN).append(cell);
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }

    private static String accuracy(ModelMetrics model) {
        return model.shown()
                .filter(shown -> shown.low() != null)
                .map(shown -> String.format(
                        Locale.ROOT,
                        "%4.1f %% (%.1f–%.1f)",
                        100 * shown.value(),
                        100 * shown.low(),
                        100 * shown.high()))
                .orElse("   –");
    }

    private static String speed(OptionalDouble perSecond, long left) {
        if (perSecond.isEmpty()) {
            return "waiting";
        }
        String speed = String.format(Locale.ROOT, "%.1f/s", perSecond.getAsDouble());
        return left <= 0
                ? speed
                : speed + ", " + time(Duration.ofSeconds((long) (left / perSecond.getAsDouble()))) + " left";
    }

    static String time(Duration left) {
        if (left.toMinutes() < 1) {
            return left.toSeconds() + " s";
        }
        return left.toHours() < 1
                ? String.format(Locale.ROOT, "%d:%02d min", left.toMinutes(), left.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d h", left.toHours(), left.toMinutesPart());
    }

    private static Optional<String> troubles(ModelMetrics model) {
        List<String> troubles = new ArrayList<>();
        trouble(model.failed(), "failed", troubles);
        trouble(model.unparsed(), "unparsed", troubles);
        trouble(model.refused(), "refused", troubles);
        return troubles.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", troubles));
    }

    private static void trouble(long items, String kind, List<String> troubles) {
        if (items > 0) {
            troubles.add(items + " " + kind);
        }
    }

    /** How fast something has been growing of late. */
    static final class Throughput {
        private static final long WINDOW = TimeUnit.SECONDS.toNanos(30);

        private final Deque<long[]> points = new ArrayDeque<>();

        /** @param now of {@link System#nanoTime} */
        void at(long now, long count) {
            points.addLast(new long[] {now, count});
            while (points.size() > 2 && now - points.getFirst()[0] > WINDOW) {
                points.removeFirst();
            }
        }

        /** In a second; empty as long as nothing has grown. */
        OptionalDouble perSecond() {
            if (points.size() < 2) {
                return OptionalDouble.empty();
            }
            double seconds = (points.getLast()[0] - points.getFirst()[0]) / 1e9;
            long grown = points.getLast()[1] - points.getFirst()[1];
            return seconds <= 0 || grown <= 0 ? OptionalDouble.empty() : OptionalDouble.of(grown / seconds);
        }
    }
}
