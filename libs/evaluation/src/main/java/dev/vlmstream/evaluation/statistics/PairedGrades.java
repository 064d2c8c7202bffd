package dev.vlmstream.evaluation.statistics;

import dev.vlmstream.evaluation.metrics.GradeMoments;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Two models on the items that both answered, under a rule that gives part credit: the mean difference of their grades.
 * The sums are of whole numbers, so adding may happen in any order.
 *
 * @param n items
 * @param sum of the first's grades less the second's, in billionths
 * @param squares of the differences' squares, in billionths
 */
public record PairedGrades(long n, long sum, long squares) {
    public static final PairedGrades NONE = new PairedGrades(0, 0, 0);

    /** Adds an item; grades in billionths. */
    public PairedGrades add(int first, int second) {
        long difference = (long) first - second;
        return new PairedGrades(
                n + 1, sum + difference, squares + Math.round((double) difference * difference / GradeMoments.WHOLE));
    }

    /** The first model's mean grade minus the second's; undefined for n = 0. */
    public OptionalDouble difference() {
        return n == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) sum / GradeMoments.WHOLE / n);
    }

    /**
     * The two-sided p of the paired t test that the means are the same (Student, "The probable error of a mean",
     * Biometrika 6, 1908). Undefined for fewer than two items, and where all differences are the same.
     */
    public OptionalDouble pValue() {
        return varies()
                ? OptionalDouble.of(StudentT.beyond(Math.abs(difference().getAsDouble()) / standardError(), n - 1.0))
                : OptionalDouble.empty();
    }

    /** The 95 % interval of the difference by Student's t, within [−1, 1]; undefined as {@link #pValue} is. */
    public Optional<Bounds> interval() {
        if (!varies()) {
            return Optional.empty();
        }
        double middle = difference().getAsDouble();
        double half = StudentT.critical(0.95, n - 1.0) * standardError();
        return Optional.of(new Bounds(Math.max(-1, middle - half), Math.min(1, middle + half)));
    }

    /** Below two billionths a variance may be nothing but rounding. */
    private boolean varies() {
        return n > 1 && variance() > 2.0 / GradeMoments.WHOLE;
    }

    private double standardError() {
        return Math.sqrt(variance() / n);
    }

    private double variance() {
        double mean = difference().getAsDouble();
        return ((double) squares / GradeMoments.WHOLE / n - mean * mean) * n / (n - 1);
    }
}
