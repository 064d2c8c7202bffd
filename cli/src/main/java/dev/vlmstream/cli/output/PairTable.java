package dev.vlmstream.cli.output;

import dev.vlmstream.rest.metrics.PairedMetrics;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
    public static TextTable of(List<PairedMetrics> pairs, String run, String other) {
        boolean oneRun = run.equals(other);
        // Of a single pair the columns can say whose they are.
        PairedMetrics only = pairs.size() == 1 ? pairs.get(0) : null;
        boolean oneModel = only != null && only.first().equals(only.second());
        String first = only == null ? "first" : oneModel ? run : only.first();
        String second = only == null ? "second" : oneModel ? other : only.second();
        TextTable table = new TextTable(
                oneRun ? "first" : "first: " + run,
                oneRun ? "second" : "second: " + other,
                ">n",
                ">" + first,
                ">" + second,
                ">difference",
                ">95 % interval",
                ">only " + first,
                ">only " + second,
                ">p",
                ">p (Holm)",
                ">items needed");
        for (PairedMetrics pair : pairs) {
            table.row(
                    pair.firstTitle(),
                    pair.secondTitle(),
                    pair.n(),
                    percent(pair.bothRight() + pair.onlyFirst(), pair.n()),
                    percent(pair.bothRight() + pair.onlySecond(), pair.n()),
                    points(pair.difference()),
                    pair.low() == null ? NONE : points(pair.low()) + " to " + points(pair.high()),
                    pair.onlyFirst(),
                    pair.onlySecond(),
                    p(pair.p()),
                    p(pair.adjusted()),
                    pair.itemsNeeded() == null ? NONE : pair.itemsNeeded());
        }
        return table;
    }

    public static String percent(long right, long n) {
        return n == 0 ? NONE : String.format(Locale.ROOT, "%.1f %%", 100.0 * right / n);
    }

    /** A difference of two shares, with its sign. */
    public static String points(@Nullable Double fraction) {
        return fraction == null ? NONE : String.format(Locale.ROOT, "%+.1f", 100 * fraction);
    }

    public static String p(@Nullable Double value) {
        if (value == null) {
            return NONE;
        }
        return value < 0.0001 ? "< 0.0001" : String.format(Locale.ROOT, "%.4f", value);
    }
}
