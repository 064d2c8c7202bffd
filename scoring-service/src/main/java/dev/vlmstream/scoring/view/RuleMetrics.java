package dev.vlmstream.scoring.view;

import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.RuleCount;

/**
 * How often a model was right under one rule.
 *
 * @param accuracy correct / n; null for n = 0
 * @param low lower end of the 95 % Wilson interval; null for n = 0
 * @param high its upper end
 */
public record RuleMetrics(long n, long correct, Double accuracy, Double low, Double high) {
    static RuleMetrics of(RuleCount count) {
        Interval interval = count.interval().orElse(null);
        return new RuleMetrics(
                count.n(),
                count.correct(),
                interval == null ? null : count.accuracy().getAsDouble(),
                interval == null ? null : interval.low(),
                interval == null ? null : interval.high());
    }
}
