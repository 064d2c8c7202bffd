package dev.vlmstream.scoring.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.runs.RunView;
import java.util.List;

/**
 * The numbers of a run.
 *
 * @param items how many the run has; null until it is known
 * @param judged the run is complete, and every answer has a verdict of every judge; null: the run has no judges
 * @param judgingCost USD that the verdicts of remote judges cost, of all models together; null: the run has no judges
 * @param complete every item is counted for every model, and every score can be read
 */
public record RunMetrics(
        String run,
        String task,
        Long items,
        boolean complete,
        @JsonInclude(JsonInclude.Include.NON_NULL) Boolean judged,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double judgingCost,
        List<ModelMetrics> models) {
    /** @throws java.util.NoSuchElementException if the run's manifest is not known */
    public static RunMetrics of(RunView view) {
        RunManifest manifest = view.manifest().orElseThrow();
        List<ModelMetrics> models = view.models().stream()
                .map(model -> model(view, manifest, model))
                .toList();
        boolean complete = isComplete(manifest, models, view);
        return new RunMetrics(
                manifest.getRun(),
                manifest.getTask(),
                manifest.getItems(),
                complete,
                manifest.getJudges().isEmpty()
                        ? null
                        : complete && models.stream().allMatch(model -> model.isJudged() && areThere(model, view)),
                manifest.getJudges().isEmpty() ? null : judgingCost(models),
                models);
    }

    private static ModelMetrics model(RunView view, RunManifest manifest, String model) {
        boolean all = manifest.getItems() != null && view.indexed(model) >= manifest.getItems();
        MetricSum sum = new MetricSum(model, manifest.getTask(), view.snapshots(model));
        return sum.metrics(
                calibration(view, manifest, model, all),
                view.reliability(model, Reliability::of).orElse(null),
                view.clustered(model),
                view.resampling(model).recall(sum.classes(), all),
                manifest.getJudges(),
                view.verdictFacts(model));
    }

    private static LikelihoodCalibration calibration(RunView view, RunManifest manifest, String model, boolean all) {
        return view.likelihoods(model)
                .flatMap(log -> log.sweep(manifest.getClasses(), all))
                .map(LikelihoodCalibration::of)
                .orElse(null);
    }

    private static double judgingCost(List<ModelMetrics> models) {
        return models.stream()
                .flatMap(model -> model.verdicts().values().stream())
                .mapToDouble(VerdictMetrics::cost)
                .reduce(0, MetricSum::cost);
    }

    /** Everything counted, over all models. */
    public long counted() {
        return models.stream().mapToLong(ModelMetrics::counted).sum();
    }

    private static boolean areThere(ModelMetrics model, RunView view) {
        long counted = model.verdicts().values().stream()
                .mapToLong(VerdictMetrics::judged)
                .sum();
        return view.verdictFacts(model.model()).counting() >= counted;
    }

    private static boolean isComplete(RunManifest manifest, List<ModelMetrics> models, RunView view) {
        // Scores and counts are on two topics; whoever reads "complete" may export at once and must find every line.
        return manifest.getItems() != null
                && models.stream()
                        .filter(model -> manifest.getModels().contains(model.model()))
                        .allMatch(model -> model.counted() >= manifest.getItems()
                                && view.indexed(model.model()) >= model.counted());
    }
}
