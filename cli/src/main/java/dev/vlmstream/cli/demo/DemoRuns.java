package dev.vlmstream.cli.demo;

import dev.vlmstream.cli.probe.TrainedProbe.ProbeSettings;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.probe.ProbeRecipe;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the demo asks of whom.
 *
 * @param full every way of asking of every model; else only generation of all, and the others of the first
 *     vision-language model
 * @param limit only this many images; empty: all
 */
public record DemoRuns(List<KnownModel> models, boolean full, Optional<Integer> limit) {
    /** The run in which the probes' answers are. */
    public static final String PROBES = "emoji-probes";

    private static final String OPEN = "emoji-open-world";
    private static final String TRAINING = "emoji-train";
    private static final int LABELS = 5;
    private static final String LAST = "last";
    private static final String EMBEDDINGS = "image_embeds";

    /** Scoring 706 names takes fifty times as long as answering. */
    private static final int LIKELIHOODS = 100;

    /** The first run in which models answer. */
    public RunPlan first(Consumer<String> notices) throws DatasetException {
        RunSpec open = EmojiData.run(OPEN, Task.OPEN_WORLD, "valid").with(RunSettings.FEATURES, List.of(LAST));
        return EmojiData.plan(open, limit, models, notices);
    }

    /** The other runs in which models answer, in their order. */
    public List<RunPlan> others(Consumer<String> notices) throws DatasetException {
        RunSpec closed = EmojiData.run("emoji-closed-world-" + LABELS, Task.CLOSED_WORLD, "valid")
                .with(RunSettings.LABELS, LABELS);
        RunSpec likelihood = EmojiData.run("emoji-likelihood", Task.CLASS_LIKELIHOOD, "valid");
        Optional<Integer> few = full ? limit : Optional.of(Math.min(LIKELIHOODS, limit.orElse(LIKELIHOODS)));
        return List.of(
                EmojiData.plan(closed, limit, models, notices), EmojiData.plan(likelihood, few, probed(), notices));
    }

    /** The run that gives the probes their training items. */
    public RunPlan training(Consumer<String> notices) throws DatasetException {
        List<KnownModel> probed = new ArrayList<>(probed());
        if (full) {
            probed.addAll(ofKind(ModelKind.DUAL_ENCODER));
        }
        return EmojiData.training(TRAINING, LAST, probed, notices);
    }

    public List<ProbeSettings> probes() {
        List<ProbeSettings> probes = new ArrayList<>();
        probed().forEach(model -> probes.add(ProbeSettings.linear(OPEN, TRAINING, LAST, model.name())));
        if (full) {
            String first = probed().get(0).name();
            probes.add(new ProbeSettings(OPEN, TRAINING, LAST, first, true, ProbeRecipe.EPOCHS, 1234));
            ofKind(ModelKind.DUAL_ENCODER)
                    .forEach(model -> probes.add(ProbeSettings.linear(OPEN, TRAINING, EMBEDDINGS, model.name())));
        }
        return probes;
    }

    /** What came of it, in a sentence; empty without a dual encoder's and a vision-language model's answers. */
    public Optional<String> finding(List<RunMetrics> runs) {
        List<KnownModel> encoders = ofKind(ModelKind.DUAL_ENCODER);
        List<KnownModel> asked = ofKind(ModelKind.VISION_LANGUAGE);
        return encoders.isEmpty() || asked.isEmpty()
                ? Optional.empty()
                : DemoFinding.of(runs, asked.get(0).name(), encoders.get(0).name());
    }

    private List<KnownModel> probed() {
        List<KnownModel> all = ofKind(ModelKind.VISION_LANGUAGE);
        return full ? all : all.subList(0, 1);
    }

    private List<KnownModel> ofKind(ModelKind kind) {
        return models.stream().filter(model -> model.kind() == kind).toList();
    }
}
