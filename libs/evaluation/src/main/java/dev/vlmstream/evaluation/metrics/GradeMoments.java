package dev.vlmstream.evaluation.metrics;

/**
 * Grades of a rule that gives part credit, added up. Grades and their squares are rounded to whole billionths before they
 * are added, so that the sums are the same in any order and grouping; a mean is thereby off by half a billionth at most.
 *
 * @param sum of the grades, in billionths
 * @param squares of the grades' squares, in billionths
 */
public record GradeMoments(long sum, long squares) {
    public static final GradeMoments NONE = new GradeMoments(0, 0);
    /** A whole grade in billionths. */
    public static final int WHOLE = 1_000_000_000;
    /** Below this a variance may be nothing but rounding. */
    private static final double ROUNDING = 2.0 / WHOLE;

    public GradeMoments {
        if (sum < 0 || squares < 0) {
            throw new IllegalArgumentException("sums of grades cannot be negative: " + sum + ", squares " + squares);
        }
    }

    /**
     * A grade in billionths.
     *
     * @throws IllegalArgumentException if it is not between 0 and 1
     */
    public static int billionths(double grade) {
        if (!(grade >= 0 && grade <= 1)) {
            throw new IllegalArgumentException("a grade is between 0 and 1, got " + grade);
        }
        return (int) Math.round(grade * WHOLE);
    }

    /** @param grade in billionths */
    public GradeMoments add(int grade) {
        return new GradeMoments(sum + grade, squares + Math.round((double) grade * grade / WHOLE));
    }

    public GradeMoments merge(GradeMoments other) {
        return new GradeMoments(sum + other.sum, squares + other.squares);
    }

    /** The sum as a number of whole grades. */
    public double points() {
        return (double) sum / WHOLE;
    }

    /** @param n how many grades were added, at least 1 */
    public double mean(long n) {
        return (double) sum / ((double) WHOLE * n);
    }

    /** The variance of n grades, with n − 1 in the denominator; 0 where they do not differ, and for n = 1. */
    public double sampleVariance(long n) {
        double mean = mean(n);
        double variance = n < 2 ? 0 : ((double) squares / WHOLE / n - mean * mean) * n / (n - 1);
        return variance <= ROUNDING ? 0 : variance;
    }

    /**
     * The 95 % interval of the mean of n grades: Wilson's for the effective number of items, which is p (1 − p) over the
     * sample variance of the mean (as E. L. Korn and B. I. Graubard have it for surveys, "Confidence intervals for
     * proportions …", Survey Methodology 24, 1998). It stays within 0 and 1, and of grades that are all 0 or 1 it is
     * Wilson's, but for n / (n − 1). Grades that do not differ at all say nothing of their variance: then the largest is
     * taken that grades with this mean can have.
     *
     * @param n at least 1
     */
    Interval interval(long n) {
        double mean = mean(n);
        double variance = sampleVariance(n);
        double size = variance == 0 ? n : mean * (1 - mean) * n / variance;
        return Wilson.interval(mean, size, Normal.critical(0.95));
    }
}
