package dev.vlmstream.evaluation.statistics;

import org.apache.commons.statistics.distribution.TDistribution;

/** Student's distribution. */
final class StudentT {
    private StudentT() {}

    /** The t beyond which, to both sides together, a share 1 − confidence of the distribution lies. */
    static double critical(double confidence, double degreesOfFreedom) {
        return TDistribution.of(degreesOfFreedom).inverseSurvivalProbability((1 - confidence) / 2);
    }

    /** The share of the distribution beyond ±t. */
    static double beyond(double t, double degreesOfFreedom) {
        return 2 * TDistribution.of(degreesOfFreedom).survivalProbability(t);
    }
}
