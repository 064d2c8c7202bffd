package dev.vlmstream.evaluation.probe;

import java.util.List;

/**
 * What a probe got right on the test items.
 *
 * @param bestEpoch the first of the epochs at which most test items were right
 * @param best the study's figure, at that epoch; too good, since the test items chose it, and so is its interval
 * @param crossFitted the honest figure: each half of the test items at the epoch that is best on the other half
 * @param last after the last epoch
 * @param trainAccuracy after the last epoch, on the rows it was trained on
 * @param rankings at the best epoch, item by item
 * @param crossFittedRankings those that make crossFitted, item by item
 */
public record ProbeResult(
        int epochs,
        int bestEpoch,
        ProbeScore best,
        ProbeScore crossFitted,
        ProbeScore last,
        double trainAccuracy,
        List<List<RankedLogit>> rankings,
        List<List<RankedLogit>> crossFittedRankings) {
    public ProbeResult {
        rankings = List.copyOf(rankings);
        crossFittedRankings = List.copyOf(crossFittedRankings);
    }
}
