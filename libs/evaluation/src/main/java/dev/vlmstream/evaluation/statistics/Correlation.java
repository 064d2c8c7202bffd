package dev.vlmstream.evaluation.statistics;

import dev.vlmstream.evaluation.metrics.Normal;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.ranking.NaturalRanking;
import org.apache.commons.statistics.ranking.TiesStrategy;

/** Correlation of two measurements of the same things, such as a class's frequency and its accuracy. */
public final class Correlation {
    private static final NaturalRanking RANKING = new NaturalRanking(TiesStrategy.AVERAGE);

    private static final int LEAST_PAIRS = 4;
    /** As near to 1 as this, all ranks agree. */
    private static final double ROUNDING = 1e-12;

    private Correlation() {}

    /**
     * Pearson's r. Undefined for fewer than two pairs, and where one of the vectors is constant: it varies with nothing
     * (the study's Stanford Cars, all of whose accuracies are 0).
     *
     * @return −1 to 1
     * @throws IllegalArgumentException if the lengths differ or a value is not finite
     */
    public static OptionalDouble pearson(double[] x, double[] y) {
        check(x, y);
        if (x.length < 2 || isConstant(x) || isConstant(y)) {
            return OptionalDouble.empty();
        }
        double[] a = unit(x);
        double[] b = unit(y);
        double r = 0;
        for (int i = 0; i < a.length; i++) {
            r += a[i] * b[i];
        }
        return OptionalDouble.of(Math.max(-1, Math.min(1, r)));
    }

    /**
     * Spearman's rank correlation: Pearson's r of the ranks, in which ties share their mean rank (C. Spearman, American
     * Journal of Psychology 15, 1904). Undefined as Pearson's is.
     */
    public static OptionalDouble spearman(double[] x, double[] y) {
        check(x, y);
        return pearson(ranks(x), ranks(y));
    }

    /**
     * The 95 % interval of Spearman's correlation, the pairs being a sample, by Fisher's z with the variance (1 + r² / 2) / (n − 3) (D. G.
     * Bonett and T. A. Wright, "Sample size requirements for estimating Pearson, Kendall and Spearman correlations",
     * Psychometrika 65, 2000). Undefined for fewer than four pairs, and where the correlation is, or is 1 or −1. Pearson's
     * correlation has none: it would hold for normal distributions alone.
     */
    public static Optional<Bounds> spearmanInterval(double[] x, double[] y) {
        double r = spearman(x, y).orElse(1);
        if (x.length < LEAST_PAIRS || 1 - Math.abs(r) < ROUNDING) {
            return Optional.empty();
        }
        double z = Math.log((1 + r) / (1 - r)) / 2;
        double half = Normal.critical(0.95) * Math.sqrt((1 + r * r / 2) / (x.length - 3));
        return Optional.of(new Bounds(Math.tanh(z - half), Math.tanh(z + half)));
    }

    private static double[] ranks(double[] values) {
        // Adding 0.0 makes one zero of −0 and 0, which are equal but of two ranks to the library.
        return RANKING.apply(Arrays.stream(values).map(value -> value + 0.0).toArray());
    }

    private static void check(double[] x, double[] y) {
        if (x.length != y.length) {
            throw new IllegalArgumentException(
                    "correlation needs vectors of one length, got " + x.length + " and " + y.length);
        }
        for (double[] values : new double[][] {x, y}) {
            for (double value : values) {
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException("correlation needs finite values, got " + value);
                }
            }
        }
    }

    private static boolean isConstant(double[] values) {
        return Arrays.stream(values).allMatch(value -> value == values[0]);
    }

    /** The deviations from the mean, scaled to length 1; by a power of two first, so that squares stay in range. */
    private static double[] unit(double[] values) {
        double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
        int exponent = Math.getExponent(largest);
        double[] scaled =
                Arrays.stream(values).map(value -> Math.scalb(value, -exponent)).toArray();
        double mean = Arrays.stream(scaled).average().orElseThrow();
        double[] deviations = Arrays.stream(scaled).map(value -> value - mean).toArray();
        double length = Math.sqrt(Arrays.stream(deviations).map(d -> d * d).sum());
        return Arrays.stream(deviations).map(d -> d / length).toArray();
    }
}
