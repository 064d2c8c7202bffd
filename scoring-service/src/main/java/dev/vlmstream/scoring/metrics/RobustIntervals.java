package dev.vlmstream.scoring.metrics;

import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.RuleCount;
import dev.vlmstream.evaluation.statistics.ClusteredProportion;
import dev.vlmstream.evaluation.statistics.ConfidenceSequence;

/**
 * The accuracy's interval where Wilson's would promise too much.
 *
 * @param anytimeLow lower end of the 95 % confidence sequence: holds at all times together, also for whoever stops the run
 *     because it looks decided; null without items
 * @param anytimeHigh its upper end
 * @param clusteredLow lower end of the 95 % interval with standard errors clustered by image; null where each image has one
 *     question, or all questions are about one image
 * @param clusteredHigh its upper end
 * @param designEffect how many times the variance is that of independent items; null as above
 */
public record RobustIntervals(
        Double anytimeLow, Double anytimeHigh, Double clusteredLow, Double clusteredHigh, Double designEffect) {
    private static final ConfidenceSequence ANYTIME = new ConfidenceSequence(0.95);

    static RobustIntervals of(RuleCount primary, ClusteredProportion clustered) {
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
}
