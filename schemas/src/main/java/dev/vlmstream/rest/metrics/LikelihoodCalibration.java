package dev.vlmstream.rest.metrics;

import java.util.List;

/**
 * A model's class likelihoods calibrated: α·ℓ + (1−α)·ℓ̄, ℓ̄ the mean over the run's images.
 *
 * @param sweep top-1 and top-5 at each α
 * @param bestAlpha with the most correct of these very items: what the study reports
 * @param crossFitted top-1 with α chosen, for each tenth of the images, on the other nine
 * @param crossFittedTop5 likewise, top-5
 */
public record LikelihoodCalibration(
        List<AtAlpha> sweep, int bestAlpha, RuleMetrics best, RuleMetrics crossFitted, RuleMetrics crossFittedTop5) {

    /** The numbers at one α. */
    public record AtAlpha(int alpha, RuleMetrics top1, RuleMetrics top5) {}
}
