package dev.vlmstream.scoring.metrics;

import dev.vlmstream.evaluation.statistics.Calibration;
import java.util.List;

/**
 * Whether a model is right as often as its probabilities predict.
 *
 * @param n answers with a probability
 * @param expectedCalibrationError over as many bins as there are
 * @param brier score of the answers given
 * @param bins of equal width, empty ones included: the reliability diagram
 */
public record Reliability(long n, double expectedCalibrationError, double brier, List<Bin> bins) {

    /**
     * The answers whose confidence is above {@code from} and at most {@code to}.
     *
     * @param confidence their mean; null without any
     */
    public record Bin(double from, double to, Double confidence, RuleMetrics answers) {
        static Bin of(Calibration.Bin bin) {
            var mean = bin.meanConfidence();
            return new Bin(
                    bin.low(), bin.high(), mean.isPresent() ? mean.getAsDouble() : null, RuleMetrics.of(bin.count()));
        }
    }

    static Reliability of(Calibration calibration) {
        return new Reliability(
                calibration.n(),
                calibration.expectedError().orElseThrow(),
                calibration.brier().orElseThrow(),
                calibration.bins().stream().map(Bin::of).toList());
    }
}
