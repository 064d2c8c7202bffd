package dev.vlmstream.benchmarks.report;

import dev.vlmstream.benchmarks.measure.Rates;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table.
 *
 * @param yardstick null where there was none to measure
 */
public record Comparison(String what, Rates ours, @Nullable Rates yardstick, Goal goal) {
    public Comparison {
        Objects.requireNonNull(ours, "ours");
        Objects.requireNonNull(goal, "goal");
    }

    /** Median over median; NaN without a yardstick. */
    public double ratio() {
        return yardstick == null ? Double.NaN : ours.median() / yardstick.median();
    }

    /** False as well where the goal is a ratio and there is no yardstick. */
    public boolean met() {
        return goal.met(ratio(), ours.median());
    }

    String markdown() {
        return String.join(
                " | ",
                "| " + what,
                cell(ours),
                yardstick == null ? "not measured" : cell(yardstick),
                yardstick == null ? "–" : String.format(Locale.ROOT, "%.2f", ratio()),
                goal.text(ours.unit()) + mark() + " |");
    }

    private String mark() {
        if (!isDecided()) {
            return "";
        }
        return met() ? " ✓" : " ✗";
    }

    private boolean isDecided() {
        return switch (goal.kind()) {
            case RATE -> true;
            case RATIO -> yardstick != null;
            case NONE -> false;
        };
    }

    private static String cell(Rates rates) {
        String format = rates.median() >= 1000 ? "%s: %.0f %s (%.0f–%.0f)" : "%s: %.1f %s (%.1f–%.1f)";
        return String.format(Locale.ROOT, format, rates.name(), rates.median(), rates.unit(), rates.min(), rates.max());
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("what", what);
        json.put("ours", json(ours));
        json.put("yardstick", yardstick == null ? null : json(yardstick));
        json.put("ratio", yardstick == null ? null : ratio());
        json.put("goal", goal.text(ours.unit()));
        json.put("met", isDecided() ? met() : null);
        return json;
    }

    private static Map<String, Object> json(Rates rates) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", rates.name());
        json.put("unit", rates.unit());
        json.put("median", rates.median());
        json.put("min", rates.min());
        json.put("max", rates.max());
        json.put("samples", rates.samples());
        return json;
    }
}
