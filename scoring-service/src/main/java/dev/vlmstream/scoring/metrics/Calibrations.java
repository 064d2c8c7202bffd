package dev.vlmstream.scoring.metrics;

import dev.vlmstream.evaluation.statistics.Calibration;
import dev.vlmstream.evaluation.statistics.CalibrationSweep.AlphaPoint;
import dev.vlmstream.evaluation.statistics.CalibrationSweep.Calibrated;
import dev.vlmstream.rest.metrics.ModelMetrics.LikelihoodCalibration;
import dev.vlmstream.rest.metrics.ModelMetrics.Reliability;

/** What is known of a model's probabilities: how class likelihoods are calibrated, and whether confidence is deserved. */
final class Calibrations {
    private Calibrations() {}

    static LikelihoodCalibration of(Calibrated calibrated) {
        return new LikelihoodCalibration(
                calibrated.points().stream().map(Calibrations::at).toList(),
                calibrated.best().alpha(),
                RuleFigures.of(calibrated.best().top1()),
                RuleFigures.of(calibrated.crossFittedTop1()),
                RuleFigures.of(calibrated.crossFittedTop5()));
    }

    private static LikelihoodCalibration.AtAlpha at(AlphaPoint point) {
        return new LikelihoodCalibration.AtAlpha(
                point.alpha(), RuleFigures.of(point.top1()), RuleFigures.of(point.top5()));
    }

    static Reliability of(Calibration calibration) {
        return new Reliability(
                calibration.n(),
                calibration.expectedError().orElseThrow(),
                calibration.brier().orElseThrow(),
                calibration.bins().stream().map(Calibrations::bin).toList());
    }

    private static Reliability.Bin bin(Calibration.Bin bin) {
        var mean = bin.meanConfidence();
        return new Reliability.Bin(
                bin.low(), bin.high(), mean.isPresent() ? mean.getAsDouble() : null, RuleFigures.of(bin.count()));
    }
}
