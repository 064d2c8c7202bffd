package dev.vlmstream.cli;

import dev.vlmstream.cli.probe.ProbeSettings;
import dev.vlmstream.cli.push.PushRequest;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.probe.ProbeRecipe;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.schemas.RunManifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the demo asks of whom.
 *
 * @param full every way of asking of every model; else only generation of all, and the others of the first
 *     vision-language model
 * @param limit only so many images; empty: all
 */
record DemoRuns(List<KnownModel> models, boolean full, Optional<Integer> limit) {
    /** The run in which the probes' answers are. */
    static final String PROBES = "emoji-probes";

    private static final String OPEN = "emoji-open-world";
    private static final String TRAINING = "emoji-train";
    private static final int LABELS = 5;
    private static final String LAST = "last";
    private static final String EMBEDDINGS = "image_embeds";

    /** Scoring 706 names takes fifty times as long as answering. */
    private static final int LIKELIHOODS = 100;

    /** The runs in which models answer, in their order. */
    List<RunPlan> answered(Consumer<String> notices) throws DatasetException {
        RunSpec open = run(OPEN, Task.OPEN_WORLD, "valid").with(RunSettings.FEATURES, List.of(LAST));
        RunSpec closed =
                run("emoji-closed-world-" + LABELS, Task.CLOSED_WORLD, "valid").with(RunSettings.LABELS, LABELS);
        RunSpec likelihood = run("emoji-likelihood", Task.CLASS_LIKELIHOOD, "valid");
        Optional<Integer> few = full ? limit : Optional.of(Math.min(LIKELIHOODS, limit.orElse(LIKELIHOODS)));
        return List.of(
                plan(open, limit, models, notices),
                plan(closed, limit, models, notices),
                plan(likelihood, few, probed(), notices));
    }

    /** The run that gives the probes their training items: put away, since a single token is no answer. */
    RunPlan training(Consumer<String> notices) throws DatasetException {
        List<KnownModel> probed = new ArrayList<>(probed());
        if (full) {
            probed.addAll(ofKind(ModelKind.DUAL_ENCODER));
        }
        RunSpec spec = run(TRAINING, Task.OPEN_WORLD, "train")
                .with(RunSettings.MAX_NEW_TOKENS, 1)
                .with(RunSettings.FEATURES, List.of(LAST));
        RunPlan plan = plan(spec, Optional.empty(), probed, notices);
        RunManifest manifest =
                RunManifest.newBuilder(plan.manifest()).setArchived(true).build();
        return new RunPlan(manifest, plan.items(), plan.skipBad());
    }

    List<ProbeSettings> probes() {
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

    private List<KnownModel> probed() {
        List<KnownModel> all = ofKind(ModelKind.VISION_LANGUAGE);
        return full ? all : all.subList(0, 1);
    }

    private List<KnownModel> ofKind(ModelKind kind) {
        return models.stream().filter(model -> model.kind() == kind).toList();
    }

    private static RunSpec run(String id, Task task, String split) {
        return RunSpec.EMPTY
                .with(RunSettings.RUN, id)
                .with(RunSettings.TASK, task)
                .with(RunSettings.SPLIT, split);
    }

    private static RunPlan plan(
            RunSpec spec, Optional<Integer> limit, List<KnownModel> models, Consumer<String> notices)
            throws DatasetException {
        Path dataset = Installation.home().resolve("demo/data/emoji/emoji.jsonl");
        return RunPlan.of(PushRequest.of(dataset, spec, limit), () -> models, notices);
    }
}
