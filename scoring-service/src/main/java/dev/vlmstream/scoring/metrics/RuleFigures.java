package dev.vlmstream.scoring.metrics;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.metrics.GradeMoments;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.statistics.ClusteredProportion;
import dev.vlmstream.evaluation.statistics.ConfidenceSequence;
import dev.vlmstream.rest.metrics.ModelMetrics.RobustIntervals;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.schemas.GradeSum;
import dev.vlmstream.schemas.RuleCount;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts with their rates and intervals. */
public final class RuleFigures {
    private static final ConfidenceSequence ANYTIME = new ConfidenceSequence(0.95);

    private RuleFigures() {}

    public static RuleMetrics of(CorrectCount count) {
        Interval interval = count.interval().orElse(null);
        return new RuleMetrics(
                count.n(),
                count.correct(),
                interval == null ? null : count.accuracy().getAsDouble(),
                interval == null ? null : interval.low(),
                interval == null ? null : interval.high(),
                count.grades() == null ? null : true);
    }

    /** The confidence sequence of a rule's counts; empty for n = 0. */
    static Optional<Interval> anytime(RuleMetrics counts) {
        return counts.accuracy() == null
                ? Optional.empty()
                : ANYTIME.at(Math.min(counts.n(), counts.accuracy() * counts.n()), counts.n());
    }

    /** @param clustered null: no image has several questions */
    static RobustIntervals robust(CorrectCount primary, @Nullable ClusteredProportion clustered) {
        Interval anytime = ANYTIME.at(primary.points(), primary.n()).orElse(null);
        Interval images = clustered == null ? null : clustered.interval().orElse(null);
        return new RobustIntervals(
                anytime == null ? null : anytime.low(),
                anytime == null ? null : anytime.high(),
                images == null ? null : images.low(),
                images == null ? null : images.high(),
                images == null || clustered.designEffect().isEmpty()
                        ? null
                        : clustered.designEffect().getAsDouble());
    }

    /** An event's count, to be added to others. */
    static CorrectCount count(RuleCount event) {
        GradeSum grades = event.getGrades();
        return new CorrectCount(
                event.getN(),
                event.getCorrect(),
                grades == null ? null : new GradeMoments(grades.getSum(), grades.getSquares()));
    }
}
