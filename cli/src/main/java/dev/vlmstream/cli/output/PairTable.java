package dev.vlmstream.cli.output;

import dev.vlmstream.rest.metrics.PairedMetrics;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
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
        String first = name(pairs, PairedMetrics::first, run, "first");
        String second = name(pairs, PairedMetrics::second, other, "second");
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

    /** Which way the differences of {@link #of} go. */
    public static String direction(List<PairedMetrics> pairs, String run, String other) {
        String first = name(pairs, PairedMetrics::first, run, "first");
        return "difference: " + first + " minus " + name(pairs, PairedMetrics::second, other, "second")
                + ", in percentage points; above 0, " + first + " is right more often";
    }

    /** Of a single pair the columns can say whose they are. */
    private static String name(
            List<PairedMetrics> pairs, Function<PairedMetrics, String> model, String run, String several) {
        if (pairs.size() != 1) {
            return several;
        }
        PairedMetrics only = pairs.get(0);
        return only.first().equals(only.second()) ? run : model.apply(only);
    }

    public static String percent(long right, long n) {
        return n == 0 ? NONE : String.format(Locale.ROOT, "%.1f %%", 100.0 * right / n);
    }

    /** A difference of two shares, with its sign; as on the page, zero has none. */
    public static String points(@Nullable Double fraction) {
        if (fraction == null) {
            return NONE;
        }
        String text = String.format(Locale.ROOT, "%+.1f", 100 * fraction).replace('-', '−');
        return text.substring(1).equals("0.0") ? "0.0" : text;
    }

    public static String p(@Nullable Double value) {
        if (value == null) {
            return NONE;
        }
        return value < 0.0001 ? "< 0.0001" : String.format(Locale.ROOT, "%.4f", value);
    }
}
