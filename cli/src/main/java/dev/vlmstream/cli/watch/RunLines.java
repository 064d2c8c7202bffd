package dev.vlmstream.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** A run as lines of text: a heading, and a line for each model, the most important first, since lines are cut off. */
public final class RunLines {
    private static final int LEAST_BAR = 8;
    private static final int LONGEST_BAR = 28;
    private static final int BESIDE_THE_BAR = 84;

    private final Map<String, Pace> paces = new HashMap<>();

    /**
     * The lines of a run's metrics, as the scoring service gives them.
     *
     * @param columns of the terminal
     * @param now of {@link System#nanoTime}
     */
    public List<String> of(JsonNode metrics, int columns, long now) {
        String run = metrics.path("run").asText();
        long items = metrics.path("items").asLong();
        List<String> lines = new ArrayList<>();
        lines.add(run + " · " + metrics.path("task").asText() + " · " + (items > 0 ? items + " items" : "still open")
                + (metrics.path("complete").asBoolean() ? " · complete" : ""));
        int names = 0;
        for (JsonNode model : metrics.path("models")) {
            names = Math.max(names, model.path("model").asText().length());
        }
        int bar = Math.max(LEAST_BAR, Math.min(LONGEST_BAR, columns - names - BESIDE_THE_BAR));
        for (JsonNode model : metrics.path("models")) {
            lines.add(line(run, model, items, names, bar, now));
        }
        return lines;
    }

    private String line(String run, JsonNode model, long items, int names, int bar, long now) {
        String name = model.path("model").asText();
        long done = done(model);
        Pace pace = paces.computeIfAbsent(run + "/" + name, key -> new Pace());
        pace.at(now, done);
        int full = items == 0 ? 0 : (int) (bar * Math.min(done, items) / items);
        StringBuilder line = new StringBuilder("  ")
                .append(name)
                .append(" ".repeat(names - name.length()))
                .append("  ")
                .append("█".repeat(full))
                .append("░".repeat(bar - full))
                .append(String.format(Locale.ROOT, "  %6d/%s", done, items == 0 ? "?" : String.valueOf(items)))
                .append(String.format(Locale.ROOT, "  %-22s", accuracy(model)));
        if (done < items || items == 0) {
            line.append(String.format(Locale.ROOT, "  %-18s", speed(pace.perSecond(), items - done)));
        }
        return line.append(troubles(model)).toString().stripTrailing();
    }

    private static String accuracy(JsonNode model) {
        JsonNode rule = model.path("rules").path(model.path("primaryRule").asText(""));
        return rule.path("accuracy").isNumber()
                ? String.format(
                        Locale.ROOT,
                        "%5.1f %% (%.1f–%.1f)",
                        100 * rule.path("accuracy").asDouble(),
                        100 * rule.path("low").asDouble(),
                        100 * rule.path("high").asDouble())
                : "    –";
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

    private static String troubles(JsonNode model) {
        List<String> troubles = new ArrayList<>();
        for (String kind : List.of("failed", "unparsed", "refused")) {
            if (model.path(kind).asLong() > 0) {
                troubles.add(model.path(kind).asLong() + " " + kind);
            }
        }
        return troubles.isEmpty() ? "" : "  " + String.join(", ", troubles);
    }

    private static long done(JsonNode model) {
        return model.path("answered").asLong()
                + model.path("unparsed").asLong()
                + model.path("refused").asLong()
                + model.path("failed").asLong();
    }
}
