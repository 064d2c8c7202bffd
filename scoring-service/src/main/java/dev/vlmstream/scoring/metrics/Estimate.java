package dev.vlmstream.scoring.metrics;

import dev.vlmstream.rest.metrics.RuleMetrics;
import org.jspecify.annotations.Nullable;

/**
 * A number as it was measured.
 *
 * @param value null: undefined, there is nothing to divide by
 * @param low lower end of its 95 % interval; null: it has none
 * @param interval what kind of interval that is; null: it has none
 * @param n what it is counted over; null: it is no count
 * @param correct of n, where the value is their share; else null
 */
record Estimate(
        @Nullable Double value,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable String interval,
        @Nullable Long n,
        @Nullable Long correct) {
    /** Of an interval that holds at all times together: for whoever watches a run. */
    static final String ANY_TIME = "any-time";
    /** Of one that holds for the items that there are, if one looks once. */
    static final String FIXED_N = "fixed-n";
    /** The same where images have several questions. */
    static final String BY_IMAGE = "by-image";

    static final Estimate UNDEFINED = new Estimate(null, null, null, null, null, null);

    /** @return null if the number is: there is no such metric of this model */
    static @Nullable Estimate of(@Nullable Number value) {
        return value == null ? null : new Estimate(value.doubleValue(), null, null, null, null, null);
    }

    /** @return null if it is 0: nothing of the kind happened */
    static @Nullable Estimate ifAny(double value) {
        return value == 0 ? null : of(value);
    }

    /** A share of right answers, or a mean of grades. */
    static Estimate of(RuleMetrics counts) {
        return new Estimate(
                counts.accuracy(),
                counts.low(),
                counts.high(),
                counts.low() == null ? null : FIXED_N,
                counts.n(),
                counts.graded() == null ? counts.correct() : null);
    }

    Estimate over(long items) {
        return new Estimate(value, low, high, interval, items, correct);
    }

    Estimate between(@Nullable Double from, @Nullable Double to) {
        return between(from, to, FIXED_N);
    }

    Estimate between(@Nullable Double from, @Nullable Double to, String kind) {
        return new Estimate(value, from, to, from == null ? null : kind, n, correct);
    }
}
