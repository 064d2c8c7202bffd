package dev.vlmstream.scoring.http.live;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.metrics.ModelMetrics;
import dev.vlmstream.scoring.metrics.RuleMetrics;
import dev.vlmstream.scoring.metrics.RunMetrics;
import dev.vlmstream.scoring.runs.RunView;
import java.util.List;
import java.util.Map;

/**
 * A run in the stream of all runs: how far it is, and how each model does under its primary rule.
 *
 * @param items null until it is known
 * @param createdAt milliseconds since the epoch
 * @param counted outcomes so far, over all models
 */
public record RunProgress(
        String run,
        String dataset,
        String task,
        Long items,
        boolean complete,
        boolean archived,
        long createdAt,
        Map<String, String> tags,
        long counted,
        List<ModelProgress> models) {

    /**
     * One model of it.
     *
     * @param rule null as long as nothing came of the model; then {@code score} is, too
     */
    public record ModelProgress(
            String model,
            long counted,
            long failed,
            long unparsed,
            long refused,
            String rule,
            RuleMetrics score,
            Double itemsPerSecond) {
        static ModelProgress of(ModelMetrics metrics) {
            String rule = metrics.primaryRule();
            return new ModelProgress(
                    metrics.model(),
                    metrics.counted(),
                    metrics.failed(),
                    metrics.unparsed(),
                    metrics.refused(),
                    rule,
                    rule == null ? null : metrics.rules().get(rule),
                    metrics.itemsPerSecond());
        }
    }

    static RunProgress of(RunView view) {
        RunManifest manifest = view.manifest().orElseThrow();
        RunMetrics metrics = RunMetrics.of(view);
        return new RunProgress(
                manifest.getRun(),
                manifest.getDataset(),
                manifest.getTask(),
                manifest.getItems(),
                metrics.complete(),
                manifest.getArchived(),
                manifest.getCreatedAt(),
                manifest.getTags(),
                metrics.counted(),
                metrics.models().stream().map(ModelProgress::of).toList());
    }
}
