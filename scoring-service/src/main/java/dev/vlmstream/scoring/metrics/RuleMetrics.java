package dev.vlmstream.scoring.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vlmstream.evaluation.metrics.GradeSum;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.RuleCount;

/**
 * How often a model was right under one rule.
 *
 * @param correct of a rule that gives part credit: graded 0.5 or more
 * @param accuracy correct / n, or the mean grade of a rule that gives part credit; null for n = 0
 * @param low lower end of the 95 % interval, Wilson's or that of grades; null for n = 0
 * @param high its upper end
 * @param graded true if the rule gives part credit; null, and left out, if not
 */
public record RuleMetrics(
        long n,
        long correct,
        Double accuracy,
        Double low,
        Double high,
        @JsonInclude(JsonInclude.Include.NON_NULL) Boolean graded) {
    public static RuleMetrics of(RuleCount count) {
        Interval interval = count.interval().orElse(null);
        return new RuleMetrics(
                count.n(),
                count.correct(),
                interval == null ? null : count.accuracy().getAsDouble(),
                interval == null ? null : interval.low(),
                interval == null ? null : interval.high(),
                count.grades() == null ? null : true);
    }

    /** An event's count, to be added to others. */
    static RuleCount count(dev.vlmstream.schemas.RuleCount event) {
        dev.vlmstream.schemas.GradeSum grades = event.getGrades();
        return new RuleCount(
                event.getN(),
                event.getCorrect(),
                grades == null ? null : new GradeSum(grades.getSum(), grades.getSquares()));
    }
}
