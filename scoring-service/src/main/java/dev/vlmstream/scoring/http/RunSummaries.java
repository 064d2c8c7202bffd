package dev.vlmstream.scoring.http;

import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.runs.RunSummary;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.metrics.MeasuredRun;
import dev.vlmstream.scoring.runs.RunView;

/** Runs in the list of runs. */
final class RunSummaries {
    private RunSummaries() {}

    static RunSummary of(RunView view) {
        RunManifest manifest = view.manifest().orElseThrow();
        RunMetrics metrics = MeasuredRun.of(view);
        return new RunSummary(
                manifest.getRun(),
                manifest.getDataset(),
                manifest.getSplit(),
                manifest.getTask(),
                manifest.getBenchmark(),
                manifest.getVariant(),
                manifest.getItems(),
                metrics.complete(),
                manifest.getCreatedAt(),
                manifest.getLabels(),
                manifest.getOrder(),
                manifest.getPrompt(),
                manifest.getPromptStyle(),
                manifest.getChainOfThought(),
                manifest.getSeed(),
                manifest.getModels(),
                manifest.getTags(),
                manifest.getArchived(),
                SettingWords.of(manifest),
                metrics.counted());
    }
}
