package dev.vlmstream.evaluation.statistics;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.Normal;
import dev.vlmstream.evaluation.metrics.Wilson;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The accuracy over items that come in clusters, such as several questions about one image. Such items are not
 * independent, and an interval that takes them for so is too narrow.
 *
 * <p>The sums are of whole numbers, so adding and merging (of other clusters) may happen in any order and grouping.
 *
 * @param clusters how many clusters have items
 * @param n items of all clusters
 * @param correct items that are right
 * @param sumCorrectSquared over the clusters, of the square of its right items
 * @param sumProduct over the clusters, of its right items times its items
 * @param sumSizeSquared over the clusters, of the square of its items
 * @param parts how many of what is counted as right make one right item: 1, or {@link #PARTS} where a rule gives part credit
 */
public record ClusteredProportion(
        long clusters, long n, long correct, long sumCorrectSquared, long sumProduct, long sumSizeSquared, long parts) {
    public static final ClusteredProportion NONE = new ClusteredProportion(0, 0, 0, 0, 0, 0);
    /** Grades are counted in parts, of which a third, a tenth and a thirtieth of a grade are whole numbers. */
    static final long PARTS = 30_000;

    public ClusteredProportion {
        if (clusters < 0 || n < clusters || correct < 0 || correct > n * parts) {
            throw new IllegalArgumentException(
                    "not counts of clustered items: " + clusters + " clusters, n = " + n + ", correct = " + correct);
        }
    }

    /** Under a rule that knows right and wrong alone. */
    public ClusteredProportion(
            long clusters, long n, long correct, long sumCorrectSquared, long sumProduct, long sumSizeSquared) {
        this(clusters, n, correct, sumCorrectSquared, sumProduct, sumSizeSquared, 1);
    }

    /**
     * Adds a cluster with all its items; one without items changes nothing.
     *
     * @throws IllegalArgumentException if some clusters have grades and others know right and wrong alone
     */
    public ClusteredProportion add(CorrectCount cluster) {
        long size = cluster.n();
        if (size == 0) {
            return this;
        }
        long unit = cluster.grades() == null ? 1 : PARTS;
        long right = unit == 1 ? cluster.correct() : Math.round(cluster.points() * PARTS);
        return merge(new ClusteredProportion(1, size, right, right * right, right * size, size * size, unit));
    }

    public ClusteredProportion merge(ClusteredProportion other) {
        if (n > 0 && other.n > 0 && parts != other.parts) {
            throw new IllegalArgumentException("clusters with grades and clusters without do not add up");
        }
        return new ClusteredProportion(
                clusters + other.clusters,
                n + other.n,
                correct + other.correct,
                sumCorrectSquared + other.sumCorrectSquared,
                sumProduct + other.sumProduct,
                sumSizeSquared + other.sumSizeSquared,
                n > 0 ? parts : other.parts);
    }

    /** The share of right items, or the mean grade; undefined for n = 0. */
    public OptionalDouble accuracy() {
        return n == 0 ? OptionalDouble.empty() : OptionalDouble.of(share());
    }

    /**
     * The standard error that allows for any dependence within a cluster (K.-Y. Liang and S. L. Zeger, "Longitudinal
     * data analysis using generalized linear models", Biometrika 73, 1986), with the factor G / (G − 1) for G clusters;
     * statsmodels' {@code OLS(…).fit(cov_type="cluster")} on a constant. Undefined for fewer than two clusters; 0 where
     * all clusters have the same accuracy.
     */
    public OptionalDouble standardError() {
        return clusters < 2 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(variance()));
    }

    /**
     * How much larger the variance is than that of as many independent items (L. Kish, "Survey Sampling", 1965).
     * Undefined for fewer than two clusters, and where nothing or everything is right. Below 1 where grades differ less than
     * right and wrong would.
     */
    public OptionalDouble designEffect() {
        return clusters < 2 || correct == 0 || correct == n * parts
                ? OptionalDouble.empty()
                : OptionalDouble.of(variance() / (binomialVariance() / n));
    }

    /** The 95 % interval; undefined for fewer than two clusters. */
    public Optional<Interval> interval() {
        return interval(0.95);
    }

    /**
     * Wilson's interval for the effective number of items n / design effect, with Student's t of G − 1 degrees of
     * freedom (after E. L. Korn and B. I. Graubard, "Confidence intervals for proportions with small expected number of
     * positive counts estimated from survey data", Survey Methodology 24, 1998, and C. Franco et al., Journal of Survey
     * Statistics and Methodology 7, 2019). Where the clusters do not differ at all they say nothing of their dependence;
     * then a cluster counts as one item. Undefined for fewer than two clusters.
     */
    public Optional<Interval> interval(double confidence) {
        Normal.critical(confidence); // refuses what is no confidence, also where the interval is undefined
        if (clusters < 2) {
            return Optional.empty();
        }
        double t = StudentT.critical(confidence, clusters - 1.0);
        return Optional.of(Wilson.interval(share(), effectiveSize(), t));
    }

    private double effectiveSize() {
        double variance = variance();
        return variance == 0 ? clusters : binomialVariance() / variance;
    }

    private double binomialVariance() {
        double p = share();
        return p * (1 - p);
    }

    private double share() {
        return (double) correct / (n * parts);
    }

    /** G / (G − 1) · Σ (right − p · size)² / n², the sum in whole numbers so that no difference is exactly 0. */
    private double variance() {
        BigInteger items = BigInteger.valueOf(n);
        BigInteger right = BigInteger.valueOf(correct);
        BigInteger squares = items.pow(2)
                .multiply(BigInteger.valueOf(sumCorrectSquared))
                .subtract(items.multiply(right).multiply(BigInteger.valueOf(2 * sumProduct)))
                .add(right.pow(2).multiply(BigInteger.valueOf(sumSizeSquared)));
        return clusters / (clusters - 1.0) * squares.doubleValue() / Math.pow(n, 4) / (parts * parts);
    }
}
