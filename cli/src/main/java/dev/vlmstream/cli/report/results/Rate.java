package dev.vlmstream.cli.report.results;

import dev.vlmstream.cli.output.PairTable;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.Wilson;
import dev.vlmstream.rest.metrics.PairedMetrics;
import dev.vlmstream.rest.metrics.RuleMetrics;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many of how many were right.
 *
 * @param n judged; 0: the accuracy is undefined
 * @param correct of a rule that gives part credit: graded 0.5 or more
 * @param mean of the grades, where the rule gives part credit; else null
 */
public record Rate(long n, long correct, @Nullable Mean mean) {
    public static final String UNDEFINED = "undefined";

    /** A mean grade with the interval that the scoring service gives it. */
    public record Mean(double value, Interval interval) {}

    public Rate {
        if (correct < 0 || correct > n) {
            throw new IllegalArgumentException("correct must be between 0 and n = " + n + ", got " + correct);
        }
    }

    public Rate(long n, long correct) {
        this(n, correct, null);
    }

    /** @param counts null: 0 of 0 */
    public static Rate of(@Nullable RuleMetrics counts) {
        if (counts == null) {
            return new Rate(0, 0);
        }
        boolean graded = Boolean.TRUE.equals(counts.graded()) && counts.accuracy() != null;
        Mean mean = graded ? new Mean(counts.accuracy(), new Interval(counts.low(), counts.high())) : null;
        return new Rate(counts.n(), counts.correct(), mean);
    }

    /** The 95 % interval, Wilson's or that of the mean grade; empty for n = 0. */
    public Optional<Interval> interval() {
        return mean == null ? Wilson.interval(correct, n) : Optional.of(mean.interval());
    }

    /** Between 0 and 1; NaN is never given: ask {@link #interval} first. */
    public double accuracy() {
        if (n == 0) {
            throw new IllegalStateException("0 of 0 has no accuracy");
        }
        return mean == null ? (double) correct / n : mean.value();
    }

    public double percent() {
        return 100 * accuracy();
    }

    public String accuracyText() {
        return n == 0 ? UNDEFINED : String.format(Locale.ROOT, "%.1f %%", percent());
    }

    public String intervalText() {
        return interval()
                .map(i -> String.format(Locale.ROOT, "%.1f–%.1f", 100 * i.low(), 100 * i.high()))
                .orElse(UNDEFINED);
    }

    /** A model's accuracy less that of another or of itself in another run, on the items that both answered. */
    public record PairedDifference(String against, PairedMetrics numbers) {

        public String differenceText() {
            return numbers.difference() == null
                    ? Rate.UNDEFINED
                    : PairTable.points(numbers.difference()) + " (" + PairTable.points(numbers.low()) + " to "
                            + PairTable.points(numbers.high()) + ")";
        }

        /** A p value, or "undefined" where the two never differ. */
        public static String p(@Nullable Double value) {
            return value == null ? Rate.UNDEFINED : PairTable.p(value);
        }
    }
}
