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
public record RuleCount(long n, long correct, @Nullable GradeSum grades) {
    public static final RuleCount NONE = new RuleCount(0, 0);

    public RuleCount {
        if (correct < 0 || correct > n) {
            throw new IllegalArgumentException("correct must be between 0 and n = " + n + ", got " + correct);
        }
        if (grades != null && grades.points() > n) {
            throw new IllegalArgumentException("the grades of " + n + " answers cannot add up to " + grades.points());
        }
    }

    /** Of a rule that knows right and wrong alone. */
    public RuleCount(long n, long correct) {
        this(n, correct, null);
    }

    public RuleCount add(boolean right) {
        return merge(new RuleCount(1, right ? 1 : 0));
    }

    /** @param grade in billionths */
    public RuleCount addGrade(int grade) {
        return merge(new RuleCount(1, isRight(grade) ? 1 : 0, GradeSum.NONE.add(grade)));
    }

    /** Whether a grade, in billionths, counts as right where there is only right and wrong: from 0.5 on. */
    public static boolean isRight(int grade) {
        return grade >= GradeSum.WHOLE / 2;
    }

    public RuleCount merge(RuleCount other) {
        boolean graded = grades != null || other.grades != null;
        return new RuleCount(n + other.n, correct + other.correct, graded ? sum().merge(other.sum()) : null);
    }

    /** Right and wrong are the grades 1 and 0. */
    private GradeSum sum() {
        long whole = correct * GradeSum.WHOLE;
        return grades == null ? new GradeSum(whole, whole) : grades;
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

    /** The 95 % interval of the accuracy, {@link Wilson}'s or that of {@link GradeSum grades}; undefined for n = 0. */
    public Optional<Interval> interval() {
        return grades == null || n == 0 ? Wilson.interval(correct, n) : Optional.of(grades.interval(n));
    }
}
