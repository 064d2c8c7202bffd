package dev.vlmstream.scoring.metrics;

import dev.vlmstream.evaluation.likelihood.AlphaPoint;
import dev.vlmstream.evaluation.likelihood.Calibrated;
import java.util.List;

/**
 * A model's class likelihoods calibrated: α·ℓ + (1−α)·ℓ̄, ℓ̄ the mean over the run's images.
 *
 * @param sweep top-1 and top-5 at each α
 * @param bestAlpha with the most correct of these very items: what the study reports
 * @param crossFitted top-1 with α chosen, for each tenth of the images, on the other nine
 * @param crossFittedTop5 likewise, top-5
 */
public record Calibration(
        List<At> sweep, int bestAlpha, RuleMetrics best, RuleMetrics crossFitted, RuleMetrics crossFittedTop5) {

    /** The numbers at one α. */
    public record At(int alpha, RuleMetrics top1, RuleMetrics top5) {
        static At of(AlphaPoint point) {
            return new At(point.alpha(), RuleMetrics.of(point.top1()), RuleMetrics.of(point.top5()));
        }
    }

    static Calibration of(Calibrated calibrated) {
        return new Calibration(
                calibrated.points().stream().map(At::of).toList(),
                calibrated.best().alpha(),
                RuleMetrics.of(calibrated.best().top1()),
                RuleMetrics.of(calibrated.crossFittedTop1()),
                RuleMetrics.of(calibrated.crossFittedTop5()));
    }
}
