package dev.vlmstream.evaluation.metrics;

import java.util.Optional;

/**
 * The score interval of a proportion (E. B. Wilson, "Probable inference, the law of succession, and statistical
 * inference", JASA 22, 1927), without continuity correction. Unlike the usual ± it is sensible for 0 of n and n of n.
 */
public final class Wilson {
    private Wilson() {}

    /** The 95 % interval; empty for n = 0. */
    public static Optional<Interval> interval(long correct, long n) {
        return interval(correct, n, 0.95);
    }

    /**
     * The interval at that confidence; empty for n = 0.
     *
     * @param confidence between 0 and 1, both excluded
     * @throws IllegalArgumentException if correct is not between 0 and n
     */
    public static Optional<Interval> interval(long correct, long n, double confidence) {
        if (correct < 0 || correct > n) {
            throw new IllegalArgumentException("correct must be between 0 and n = " + n + ", got " + correct);
        }
        double z = Normal.critical(confidence);
        return n == 0 ? Optional.empty() : Optional.of(interval((double) correct / n, n, z));
    }

    /**
     * The interval of a proportion that is known as well as from n independent items, n need not be whole.
     *
     * @param z half its width in standard errors, such as {@link Normal#critical}
     */
    public static Interval interval(double p, double n, double z) {
        double z2 = z * z / n;
        double centre = p + z2 / 2;
        double half = z * Math.sqrt((p * (1 - p) + z2 / 4) / n);
        // 0 of n and n of n touch the ends exactly; rounding would leave them 1e-17 away.
        double low = p == 0 ? 0 : (centre - half) / (1 + z2);
        double high = p == 1 ? 1 : (centre + half) / (1 + z2);
        return new Interval(Math.max(0, low), Math.min(1, high));
    }
}
