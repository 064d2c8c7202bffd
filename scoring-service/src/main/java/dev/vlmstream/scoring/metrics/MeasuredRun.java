package dev.vlmstream.scoring.metrics;

import dev.vlmstream.evaluation.statistics.Calibration;
import dev.vlmstream.evaluation.statistics.CalibrationSweep.AlphaPoint;
import dev.vlmstream.evaluation.statistics.CalibrationSweep.Calibrated;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.ModelMetrics.LikelihoodCalibration;
import dev.vlmstream.rest.metrics.ModelMetrics.Reliability;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.metrics.VerdictMetrics;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.runs.Completeness;
import dev.vlmstream.scoring.runs.RunView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The numbers of a run. */
public final class MeasuredRun {
    private static final int MOST_MASS_BINS = 10;
    private static final int LEAST_IN_BIN = 20;

    private MeasuredRun() {}

    /** @throws java.util.NoSuchElementException if the run's manifest is not known */
    public static RunMetrics of(RunView view) {
        RunManifest manifest = view.manifest().orElseThrow();
        // Before the numbers: they only grow.
        Completeness completeness = Completeness.of(view);
        List<ModelMetrics> models = view.models().stream()
                .map(model -> model(view, manifest, model, completeness.complete()))
                .toList();
        return new RunMetrics(
                manifest.getRun(),
                manifest.getTask(),
                manifest.getItems(),
                completeness.complete(),
                completeness.problem(),
                manifest.getJudges().isEmpty()
                        ? null
                        : completeness.complete()
                                && models.stream().allMatch(model -> model.hasAllVerdicts() && areThere(model, view)),
                manifest.getJudges().isEmpty() ? null : judgingCost(models),
                view.absent(),
                models);
    }

    private static ModelMetrics model(RunView view, RunManifest manifest, String model, boolean complete) {
        boolean all = view.isAllIndexed(model);
        MetricSum sum = new MetricSum(model, manifest.getTask(), view.snapshots(model));
        return sum.metrics(
                complete,
                view.isOptimistic(model),
                calibration(view, manifest, model, all),
                view.reliability(model, MeasuredRun::reliability).orElse(null),
                view.clustered(model),
                view.grouped(model),
                manifest.getJudges(),
                view.verdictFacts(model));
    }

    private static @Nullable LikelihoodCalibration calibration(
            RunView view, RunManifest manifest, String model, boolean all) {
        return view.likelihoods(model)
                .flatMap(log -> log.sweep(manifest.getClasses(), all))
                .map(MeasuredRun::calibration)
                .orElse(null);
    }

    /** What the verdicts on some models' answers cost in USD. */
    public static double judgingCost(List<ModelMetrics> models) {
        return models.stream()
                .flatMap(model -> model.verdicts().values().stream())
                .mapToDouble(VerdictMetrics::cost)
                .reduce(0, MetricSum::cost);
    }

    private static boolean areThere(ModelMetrics model, RunView view) {
        long counted = model.verdicts().values().stream()
                .mapToLong(VerdictMetrics::judged)
                .sum();
        return view.verdictFacts(model.model()).counting() >= counted;
    }

    private static LikelihoodCalibration calibration(Calibrated calibrated) {
        return new LikelihoodCalibration(
                calibrated.points().stream().map(MeasuredRun::at).toList(),
                calibrated.best().alpha(),
                RuleFigures.of(calibrated.best().top1()),
                RuleFigures.of(calibrated.crossFittedTop1()),
                RuleFigures.of(calibrated.crossFittedTop5()));
    }

    private static LikelihoodCalibration.AtAlpha at(AlphaPoint point) {
        return new LikelihoodCalibration.AtAlpha(
                point.alpha(), RuleFigures.of(point.top1()), RuleFigures.of(point.top5()));
    }

    /** Whether a model's confidence is deserved. */
    private static Reliability reliability(Calibration calibration) {
        return new Reliability(
                calibration.n(),
                calibration.expectedError().orElseThrow(),
                calibration.brier().orElseThrow(),
                calibration.bins().stream().map(MeasuredRun::bin).toList(),
                calibration.equalMassBins(MOST_MASS_BINS, LEAST_IN_BIN).stream()
                        .map(MeasuredRun::bin)
                        .toList());
    }

    private static Reliability.Bin bin(Calibration.Bin bin) {
        var mean = bin.meanConfidence();
        return new Reliability.Bin(
                bin.low(), bin.high(), mean.isPresent() ? mean.getAsDouble() : null, RuleFigures.of(bin.count()));
    }
}
