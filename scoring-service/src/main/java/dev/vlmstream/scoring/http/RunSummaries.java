package dev.vlmstream.scoring.http;

import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.runs.RunSummary;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.metrics.MeasuredRun;
import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.scoring.runs.RunView;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The list of runs, which every page asks for again and again: a run is summed up once for each state that it is in. */
@Singleton
class RunSummaries {
    private final ReadModel readModel;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    RunSummaries(ReadModel readModel) {
        this.readModel = readModel;
    }

    /** @param version of the run that it sums up */
    private record Known(long version, RunSummary summary) {}

    /** Newest first. */
    List<RunSummary> list(boolean archived) {
        List<RunManifest> manifests = readModel.manifests();
        known.keySet().retainAll(manifests.stream().map(RunManifest::getRun).collect(Collectors.toSet()));
        return manifests.stream()
                .filter(manifest -> archived || !manifest.getArchived())
                .flatMap(manifest ->
                        readModel.run(manifest.getRun()).stream().map(view -> newest(manifest.getRun(), view)))
                .toList();
    }

    private RunSummary newest(String run, RunView view) {
        long version = view.version();
        Known last = known.get(run);
        if (last == null || last.version() != version) {
            last = new Known(version, of(view));
            known.put(run, last);
        }
        return last.summary();
    }

    private static RunSummary of(RunView view) {
        RunManifest manifest = view.manifest().orElseThrow();
        RunMetrics metrics = MeasuredRun.of(view);
        RunSummary.Builder summary = new RunSummary.Builder();
        summary.run = manifest.getRun();
        summary.dataset = manifest.getDataset();
        summary.split = manifest.getSplit();
        summary.task = manifest.getTask();
        summary.benchmark = manifest.getBenchmark();
        summary.variant = manifest.getVariant();
        summary.items = manifest.getItems();
        summary.complete = metrics.complete();
        summary.problem = metrics.problem();
        summary.absent = metrics.absent();
        summary.createdAt = manifest.getCreatedAt();
        summary.labels = manifest.getLabels();
        summary.order = manifest.getOrder();
        summary.prompt = manifest.getPrompt();
        summary.promptStyle = manifest.getPromptStyle();
        summary.chainOfThought = manifest.getChainOfThought();
        summary.seed = manifest.getSeed();
        summary.models = manifest.getModels();
        summary.tags = manifest.getTags();
        summary.archived = manifest.getArchived();
        summary.settings = ManifestDetails.settings(manifest);
        summary.counted = metrics.counted();
        summary.failed = metrics.failed();
        summary.best = best(metrics.models());
        return summary.build();
    }

    /** By each model's primary rule, of those whose number is honest; of equals the first in the manifest. */
    static RunSummary.@Nullable BestModel best(List<ModelMetrics> models) {
        return models.stream()
                .filter(model -> !model.optimistic())
                .flatMap(model -> judged(model).stream())
                .reduce((first, second) ->
                        second.score().accuracy() > first.score().accuracy() ? second : first)
                .orElse(null);
    }

    private static Optional<RunSummary.BestModel> judged(ModelMetrics model) {
        return model.primary()
                .filter(score -> score.n() > 0)
                .map(score -> new RunSummary.BestModel(
                        model.model(), model.primaryRule(), score, model.shown().orElseThrow()));
    }
}
