package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.runs.RunProgress;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.metrics.MeasuredRun;
import dev.vlmstream.scoring.runs.RunView;

/** Runs in the stream of all runs. */
final class RunStates {
    private RunStates() {}

    static RunProgress of(RunView view) {
        RunManifest manifest = view.manifest().orElseThrow();
        RunMetrics metrics = MeasuredRun.of(view);
        return new RunProgress(
                manifest.getRun(),
                manifest.getDataset(),
                manifest.getTask(),
                manifest.getItems(),
                metrics.complete(),
                metrics.problem(),
                manifest.getArchived(),
                manifest.getCreatedAt(),
                manifest.getTags(),
                metrics.counted(),
                metrics.models().stream().map(RunStates::model).toList());
    }

    private static RunProgress.ModelProgress model(ModelMetrics metrics) {
        return new RunProgress.ModelProgress(
                metrics.model(),
                metrics.counted(),
                metrics.failed(),
                metrics.unparsed(),
                metrics.refused(),
                metrics.primaryRule(),
                metrics.primary().orElse(null),
                metrics.itemsPerSecond());
    }
}
