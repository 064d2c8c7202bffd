package dev.vlmstream.cli;

import dev.vlmstream.cli.probe.ProbeSettings;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.cli.push.RunRequest;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.probe.ProbeRecipe;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.schemas.RunManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the demo asks of whom.
 *
 * @param full every way of asking of every model; else only generation of all, and the others of the first
 *     vision-language model
 * @param requests completes what is wanted
 */
record DemoRuns(List<KnownModel> models, boolean full, Function<Wanted, RunRequest> requests) {
    /** The run in which the probes' answers are. */
    static final String PROBES = "emoji-probes";

    private static final String OPEN = "emoji-open-world";
    private static final String TRAINING = "emoji-train";
    private static final int LABELS = 5;
    private static final String LAST = "last";
    private static final String EMBEDDINGS = "image_embeds";

    /** A run of the demo. */
    record Wanted(
            String run,
            Task task,
            String split,
            Optional<Integer> labels,
            Optional<Integer> maxNewTokens,
            List<String> features) {
        static Wanted of(String run, Task task) {
            return new Wanted(run, task, "valid", Optional.empty(), Optional.empty(), List.of());
        }

        Wanted withLabels(int k) {
            return new Wanted(run, task, split, Optional.of(k), maxNewTokens, features);
        }

        Wanted withFeatures(String kind) {
            return new Wanted(run, task, split, labels, maxNewTokens, List.of(kind));
        }
    }

    /** The runs in which models answer, in their order. */
    List<RunPlan> answered(Consumer<String> notices) throws DatasetException {
        return List.of(
                plan(Wanted.of(OPEN, Task.OPEN_WORLD).withFeatures(LAST), models, notices),
                plan(
                        Wanted.of("emoji-closed-world-" + LABELS, Task.CLOSED_WORLD)
                                .withLabels(LABELS),
                        models,
                        notices),
                plan(Wanted.of("emoji-likelihood", Task.CLASS_LIKELIHOOD), asked(), notices));
    }

    /** The run that gives the probes their training items: put away, since a single token is no answer. */
    RunPlan training(Consumer<String> notices) throws DatasetException {
        List<KnownModel> probed = new ArrayList<>(asked());
        if (full) {
            probed.addAll(ofKind(ModelKind.DUAL_ENCODER));
        }
        Wanted wanted = new Wanted(TRAINING, Task.OPEN_WORLD, "train", Optional.empty(), Optional.of(1), List.of(LAST));
        RunPlan plan = plan(wanted, probed, notices);
        RunManifest manifest =
                RunManifest.newBuilder(plan.manifest()).setArchived(true).build();
        return new RunPlan(manifest, plan.items());
    }

    List<ProbeSettings> probes() {
        List<ProbeSettings> probes = new ArrayList<>();
        asked().forEach(model -> probes.add(ProbeSettings.linear(OPEN, TRAINING, LAST, model.name())));
        if (full) {
            String first = asked().get(0).name();
            probes.add(new ProbeSettings(OPEN, TRAINING, LAST, first, true, ProbeRecipe.EPOCHS, 1234));
            ofKind(ModelKind.DUAL_ENCODER)
                    .forEach(model -> probes.add(ProbeSettings.linear(OPEN, TRAINING, EMBEDDINGS, model.name())));
        }
        return probes;
    }

    private List<KnownModel> asked() {
        List<KnownModel> all = ofKind(ModelKind.VISION_LANGUAGE);
        return full ? all : all.subList(0, 1);
    }

    private List<KnownModel> ofKind(ModelKind kind) {
        return models.stream().filter(model -> model.kind() == kind).toList();
    }

    private RunPlan plan(Wanted wanted, List<KnownModel> of, Consumer<String> notices) throws DatasetException {
        return RunPlan.of(requests.apply(wanted), of, notices);
    }
}
