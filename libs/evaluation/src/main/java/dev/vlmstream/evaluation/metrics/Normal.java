package dev.vlmstream.evaluation.metrics;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** The standard normal distribution's quantiles. */
public final class Normal {
    private static final NormalDistribution STANDARD = NormalDistribution.of(0, 1);

    private Normal() {}

    /**
     * How many standard deviations around the mean hold that share of the distribution; 1.96 for 0.95.
     *
     * @throws IllegalArgumentException if the confidence is not between 0 and 1, both excluded
     */
    public static double critical(double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("confidence must be between 0 and 1, got " + confidence);
        }
        return quantile(0.5 + confidence / 2);
    }

    /** The value below which a share p of the distribution lies, for 0 < p < 1. */
    public static double quantile(double p) {
        return STANDARD.inverseCumulativeProbability(p);
    }
}
