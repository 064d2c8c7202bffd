package dev.vlmstream.evaluation.likelihood;

import dev.vlmstream.evaluation.metrics.RuleCount;
import java.util.Comparator;
import java.util.List;

/**
 * What the sweep over α found.
 *
 * @param points for α = 0, 1, …, {@value CalibrationSweep#LARGEST_ALPHA}
 * @param crossFittedTop1 each item judged at the α that is best on the other folds; unlike {@link #best}, an honest
 *     estimate
 * @param crossFittedTop5 likewise, α still chosen by top-1
 * @param foldAlphas the α at which each fold was judged for crossFittedTop1
 */
public record Calibrated(
        List<AlphaPoint> points, RuleCount crossFittedTop1, RuleCount crossFittedTop5, List<Integer> foldAlphas) {
    public Calibrated {
        points = List.copyOf(points);
        foldAlphas = List.copyOf(foldAlphas);
    }

    /** The α with the most correct, the smallest among equals: what the study reports, chosen on the items it is judged on. */
    public AlphaPoint best() {
        return points.stream()
                .max(Comparator.comparingLong((AlphaPoint point) -> point.top1().correct())
                        .thenComparing(AlphaPoint::alpha, Comparator.reverseOrder()))
                .orElseThrow();
    }

    /** The α at which cross-fitting judges the items of a group. */
    public int crossFittedAlpha(String group) {
        return foldAlphas.get(CalibrationSweep.fold(group));
    }
}
