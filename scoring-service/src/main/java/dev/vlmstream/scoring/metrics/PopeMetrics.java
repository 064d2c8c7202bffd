package dev.vlmstream.scoring.metrics;

import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.PopeTally;
import dev.vlmstream.evaluation.metrics.RuleCount;
import dev.vlmstream.evaluation.rules.YesNo;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * POPE's figures, each with its 95 % interval; null where a figure is undefined. The accuracy is the rule {@code pope}, the
 * share of yes the rule {@code said-yes}.
 *
 * @param precision how many of the answers yes are right; undefined where none is yes
 * @param recall how many of the objects that are there the model affirmed
 * @param f1 their harmonic mean
 */
public record PopeMetrics(Figure precision, Figure recall, Figure f1) {

    /** A share with its interval. */
    public record Figure(double value, double low, double high) {
        private static Figure of(OptionalDouble value, Optional<Interval> interval) {
            return value.isEmpty()
                    ? null
                    : new Figure(
                            value.getAsDouble(),
                            interval.orElseThrow().low(),
                            interval.orElseThrow().high());
        }
    }

    /**
     * Of the counts by rule and, under {@code pope}, by right answer.
     *
     * @return null if there are none under {@code said-yes}
     */
    static PopeMetrics of(Map<String, RuleCount> rules, Map<String, RuleCount> classes, long unparsed) {
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
                Figure.of(tally.precision(), tally.precisionInterval()),
                Figure.of(tally.recall(), tally.recallInterval()),
                Figure.of(tally.f1(), tally.f1Interval()));
    }
}
