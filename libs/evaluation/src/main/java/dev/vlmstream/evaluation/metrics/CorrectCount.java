package dev.vlmstream.evaluation.metrics;

import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How often an answer was right under one rule.
 *
 * @param n answers judged, unparsed ones included; what failed or was refused is not in it
 * @param correct how many of them were right; of a rule that gives part credit: were graded 0.5 or more
 * @param grades null: the rule knows right and wrong alone
 */
public record CorrectCount(long n, long correct, @Nullable GradeMoments grades) {
    public static final CorrectCount NONE = new CorrectCount(0, 0);

    public CorrectCount {
        if (correct < 0 || correct > n) {
            throw new IllegalArgumentException("correct must be between 0 and n = " + n + ", got " + correct);
        }
        if (grades != null && grades.points() > n) {
            throw new IllegalArgumentException("the grades of " + n + " answers cannot add up to " + grades.points());
        }
    }

    /** Of a rule that knows right and wrong alone. */
    public CorrectCount(long n, long correct) {
        this(n, correct, null);
    }

    public CorrectCount add(boolean right) {
        return merge(new CorrectCount(1, right ? 1 : 0));
    }

    /** @param grade in billionths */
    public CorrectCount addGrade(int grade) {
        return merge(new CorrectCount(1, isRight(grade) ? 1 : 0, GradeMoments.NONE.add(grade)));
    }

    /** Whether a grade, in billionths, counts as right where there is only right and wrong: from 0.5 on. */
    public static boolean isRight(int grade) {
        return grade >= GradeMoments.WHOLE / 2;
    }

    public CorrectCount merge(CorrectCount other) {
        boolean graded = grades != null || other.grades != null;
        return new CorrectCount(n + other.n, correct + other.correct, graded ? sum().merge(other.sum()) : null);
    }

    /** Right and wrong are the grades 1 and 0. */
    private GradeMoments sum() {
        long whole = correct * GradeMoments.WHOLE;
        return grades == null ? new GradeMoments(whole, whole) : grades;
    }

    /** How many answers were right, part credit counted as what it is. */
    public double points() {
        return grades == null ? correct : grades.points();
    }

    /** The share of right answers or the mean grade; undefined for n = 0. */
    public OptionalDouble accuracy() {
        return n == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(grades == null ? (double) correct / n : grades.mean(n));
    }

    /** The 95 % interval of the accuracy, {@link Wilson}'s or that of {@link GradeMoments grades}; undefined for n = 0. */
    public Optional<Interval> interval() {
        return grades == null || n == 0 ? Wilson.interval(correct, n) : Optional.of(grades.interval(n));
    }
}
