package dev.vlmstream.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Paired comparisons, as the scoring service gives them, as rows of a table. */
public final class PairTable {
    private static final String NONE = "–";

    private PairTable() {}

    /**
     * One row a pair.
     *
     * @param run of the pairs' first models
     * @param other of their second models; the same where one run's models are compared
     */
    public static TextTable of(JsonNode pairs, String run, String other) {
        boolean oneRun = run.equals(other);
        TextTable table = new TextTable(
                oneRun ? "first" : "first: " + run,
                oneRun ? "second" : "second: " + other,
                ">n",
                ">first",
                ">second",
                ">difference",
                ">95 % interval",
                ">only first",
                ">only second",
                ">p",
                ">p (Holm)",
                ">items needed");
        for (JsonNode pair : pairs) {
            long n = pair.path("n").asLong();
            long both = pair.path("bothRight").asLong();
            table.row(
                    pair.path("first").asText(),
                    pair.path("second").asText(),
                    n,
                    percent(both + pair.path("onlyFirst").asLong(), n),
                    percent(both + pair.path("onlySecond").asLong(), n),
                    points(pair.path("difference")),
                    pair.path("low").isNumber() ? points(pair.path("low")) + " to " + points(pair.path("high")) : NONE,
                    pair.path("onlyFirst").asLong(),
                    pair.path("onlySecond").asLong(),
                    p(pair.path("mcNemar").isNumber() ? pair.path("mcNemar") : pair.path("pairedT")),
                    p(pair.path("adjusted")),
                    pair.path("itemsNeeded").isNumber()
                            ? pair.path("itemsNeeded").asText()
                            : NONE);
        }
        return table;
    }

    private static String percent(long right, long n) {
        return n == 0 ? NONE : String.format(Locale.ROOT, "%.1f %%", 100.0 * right / n);
    }

    private static String points(JsonNode fraction) {
        return fraction.isNumber() ? String.format(Locale.ROOT, "%+.1f", 100 * fraction.asDouble()) : NONE;
    }

    private static String p(JsonNode value) {
        if (!value.isNumber()) {
            return NONE;
        }
        return value.asDouble() < 0.0001 ? "< 0.0001" : String.format(Locale.ROOT, "%.4f", value.asDouble());
    }
}
