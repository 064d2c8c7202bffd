package dev.vlmstream.scoring.service;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.VerdictCount;
import dev.vlmstream.scoring.ledger.QuestionCounts;
import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.scoring.runs.RunView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What waits for each model in the partitions that this replica has, by which models are scaled. A model that nothing waits for
 * has a zero, so that whoever scales can tell it from one of which nothing is known.
 */
final class ModelDemand {
    private final ReadModel readModel;
    private final MultiGauge questions;
    private final MultiGauge verdicts;

    ModelDemand(ReadModel readModel, MeterRegistry registry) {
        this.readModel = readModel;
        this.questions = MultiGauge.builder("vlmstream.waiting.questions")
                .description("Questions of runs that are not archived without an outcome of the model")
                .register(registry);
        this.verdicts = MultiGauge.builder("vlmstream.waiting.verdicts")
                .description("Verdicts that the model has to give on answers of runs that are not archived")
                .register(registry);
    }

    /** As long as partitions or topics are being read again nothing is known. */
    void hide() {
        questions.register(List.of(), true);
        verdicts.register(List.of(), true);
    }

    /** @param partitions those of this replica */
    void show(List<QuestionCounts> partitions) {
        Set<Integer> own = partitions.stream().map(QuestionCounts::partition).collect(Collectors.toSet());
        Map<String, Long> asked = new TreeMap<>();
        readModel.models().forEach(model -> asked.put(model.model(), 0L));
        Map<String, Long> judging = new TreeMap<>(asked);
        for (RunManifest manifest : readModel.manifests()) {
            if (!manifest.getArchived()) {
                readModel.run(manifest.getRun()).ifPresent(view -> {
                    view.awaited()
                            .forEach(model -> asked.merge(
                                    model,
                                    partitions.stream()
                                            .mapToLong(counts -> counts.waiting(manifest.getRun(), model))
                                            .sum(),
                                    Long::sum));
                    addJudging(manifest, view, own, judging);
                });
            }
        }
        show(questions, asked);
        show(verdicts, judging);
    }

    private static void addJudging(RunManifest manifest, RunView view, Set<Integer> own, Map<String, Long> judging) {
        if (manifest.getJudges().isEmpty() || !Task.of(manifest.getTask()).answersInWords()) {
            return;
        }
        List<MetricSnapshot> counts = view.models().stream()
                .flatMap(model -> view.snapshots(model).stream())
                .filter(snapshot -> own.contains(snapshot.getPartition()))
                .toList();
        manifest.getJudges()
                .forEach((rule, judge) -> judging.merge(
                        judge,
                        counts.stream()
                                .mapToLong(part -> Math.max(
                                        0,
                                        part.getAnswered()
                                                - verdicts(part.getVerdicts().get(rule))))
                                .sum(),
                        Long::sum));
    }

    private static long verdicts(@Nullable VerdictCount count) {
        return count == null ? 0 : count.getGiven() + count.getUnparsed() + count.getRefused() + count.getFailed();
    }

    private static void show(MultiGauge gauge, Map<String, Long> waiting) {
        gauge.register(
                waiting.entrySet().stream()
                        .map(model -> Row.of(Tags.of("model", model.getKey()), model.getValue()))
                        .collect(Collectors.toList()),
                true);
    }
}
