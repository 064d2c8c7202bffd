package dev.vlmstream.scoring.view;

import dev.vlmstream.schemas.RunManifest;
import java.util.List;

/**
 * The numbers of a run.
 *
 * @param items how many the run has; null until it is known
 * @param complete every item is counted for every model, and every score can be read
 */
public record RunMetrics(String run, String task, Long items, boolean complete, List<ModelMetrics> models) {
    /** @throws java.util.NoSuchElementException if the run's manifest is not known */
    public static RunMetrics of(RunView view) {
        RunManifest manifest = view.manifest().orElseThrow();
        List<ModelMetrics> models = view.models().stream()
                .map(model -> model(view, manifest, model))
                .toList();
        return new RunMetrics(
                manifest.getRun(), manifest.getTask(), manifest.getItems(), isComplete(manifest, models, view), models);
    }

    private static ModelMetrics model(RunView view, RunManifest manifest, String model) {
        boolean all = manifest.getItems() != null && view.indexed(model) >= manifest.getItems();
        MetricSum sum = new MetricSum(model, manifest.getTask(), view.snapshots(model));
        return sum.metrics(
                calibration(view, manifest, model, all),
                view.clustered(model),
                view.resampling(model).recall(sum.classes(), all));
    }

    private static Calibration calibration(RunView view, RunManifest manifest, String model, boolean all) {
        return view.likelihoods(model)
                .flatMap(book -> book.sweep(manifest.getClasses(), all))
                .map(Calibration::of)
                .orElse(null);
    }

    /** Everything counted, over all models. */
    public long counted() {
        return models.stream().mapToLong(ModelMetrics::counted).sum();
    }

    private static boolean isComplete(RunManifest manifest, List<ModelMetrics> models, RunView view) {
        // Scores and counts are on two topics; who is told "complete" may export at once and must find every line.
        return manifest.getItems() != null
                && models.stream()
                        .filter(model -> manifest.getModels().contains(model.model()))
                        .allMatch(model -> model.counted() >= manifest.getItems()
                                && view.indexed(model.model()) >= model.counted());
    }
}
