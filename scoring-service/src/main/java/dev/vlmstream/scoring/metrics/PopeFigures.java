package dev.vlmstream.scoring.metrics;

import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.PopeTally;
import dev.vlmstream.evaluation.metrics.RuleCount;
import dev.vlmstream.evaluation.rules.YesNo;
import dev.vlmstream.rest.metrics.ModelMetrics.PopeMetrics;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** POPE's figures. */
final class PopeFigures {
    private PopeFigures() {}

    /**
     * Of the counts by rule and, under {@code pope}, by right answer.
     *
     * @return null if there are none under {@code said-yes}
     */
    static @Nullable PopeMetrics of(Map<String, RuleCount> rules, Map<String, RuleCount> classes, long unparsed) {
        RuleCount saidYes = rules.get(YesNo.SAID_YES.id());
        if (saidYes == null) {
            return null;
        }
        PopeTally tally = PopeTally.of(
                classes.getOrDefault("yes", RuleCount.NONE),
                classes.getOrDefault("no", RuleCount.NONE),
                saidYes.correct(),
                unparsed);
        return new PopeMetrics(
                figure(tally.precision(), tally.precisionInterval()),
                figure(tally.recall(), tally.recallInterval()),
                figure(tally.f1(), tally.f1Interval()));
    }

    private static PopeMetrics.@Nullable Figure figure(OptionalDouble value, Optional<Interval> interval) {
        return value.isEmpty()
                ? null
                : new PopeMetrics.Figure(
                        value.getAsDouble(),
                        interval.orElseThrow().low(),
                        interval.orElseThrow().high());
    }
}
