package dev.vlmstream.cli.demo;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.demo.RemedyOptions.Python;
import dev.vlmstream.cli.demo.Training.TrainedStep;
import dev.vlmstream.cli.export.FeatureExport;
import dev.vlmstream.cli.export.FeatureExport.FeatureFormat;
import dev.vlmstream.cli.export.FeatureTopic;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.cli.report.ReportRequest;
import dev.vlmstream.cli.report.ReportRequest.Remedy;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.rules.ExactMatch;
import dev.vlmstream.evaluation.rules.Inclusion;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The demo's second act, the study's remedy: a vision-language model and its dual encoder are measured, the model's projector is
 * trained on what a run left in the topic features, and every checkpoint is measured by a run of its own while the training is running.
 */
public final class RemedyAct {
    /** What of the data directory is the act's. */
    public static final String DIRECTORY = "remedy";

    /** As runs' tag {@code training} names it. */
    static final String TRAINING = "emoji-vlm-projector";

    private static final String PREFIX = "emoji-remedy-";
    private static final String FEATURES = "projector_input";
    /** Of a model this small, the study's 2e-5 is for one of seven billions. */
    private static final String LEARNING_RATE = "2e-3";

    private static final int BATCH = 32;

    private final Python python;
    private final RemedyOptions options;
    private final ModelBundle model;
    private final List<ModelBundle> models;
    private final Optional<Integer> limit;
    private final EarlyPush base;
    private final RunPlan trained;
    private final List<RunMetrics> runs = new ArrayList<>();
    private String last = "";

    /**
     * @param demo the demo's bundles
     * @param limit only this many of the images that models are measured on; empty: all
     * @param notices told what was decided and might surprise
     */
    public RemedyAct(
            Python python,
            RemedyOptions options,
            List<ModelBundle> demo,
            Optional<Integer> limit,
            Consumer<String> notices)
            throws DatasetException {
        this.python = python;
        this.options = options;
        this.limit = limit;
        this.model = first(demo, ModelKind.VISION_LANGUAGE);
        this.models = List.of(model, first(demo, ModelKind.DUAL_ENCODER));
        List<KnownModel> known = models.stream().map(KnownModel::of).toList();
        this.base = new EarlyPush(more -> EmojiData.plan(measured("base", Map.of()), limit, known, more));
        this.trained = EmojiData.training(PREFIX + "train", FEATURES, known.subList(0, 1), notices);
    }

    private static ModelBundle first(List<ModelBundle> demo, ModelKind kind) {
        return demo.stream()
                .filter(bundle -> bundle.kind() == kind)
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        "none of the demo's models is a " + kind.id() + "; is the checkout complete?"));
    }

    /** The first of its runs. */
    public EarlyPush first() {
        return base;
    }

    /** Those that answer from the start. */
    public List<ModelBundle> models() {
        return models;
    }

    /** A stack that serves checkpoints as they appear. */
    public StackConfig applyTo(StackConfig stack) {
        return stack.withProperty(
                "vlmstream.checkpoints", checkpoints(stack.data()).toString());
    }

    private static Path checkpoints(Path data) {
        return data.resolve(DIRECTORY).resolve("checkpoints");
    }

    private static RunSpec measured(String name, Map<String, String> more) {
        Map<String, String> tags = new HashMap<>(more);
        tags.put("training", TRAINING);
        return EmojiData.run(PREFIX + name, Task.OPEN_WORLD, "valid").with(RunSettings.TAGS, tags);
    }

    /** Plays it; the numbers of its runs, those of the base first. */
    public List<RunMetrics> play(DemoClient client, Path data)
            throws IOException, InterruptedException, DatasetException {
        Path directory = data.toAbsolutePath().normalize().resolve(DIRECTORY);
        Files.createDirectories(directory);
        runs.add(client.run(base));
        client.say("the curve, while it grows: " + page(client));
        client.run(trained);
        Path features = directory.resolve("features.npy");
        new FeatureExport(new FeatureTopic(client.target().topics()), trained.manifest(), client.err())
                .write(FeatureFormat.NPY, FEATURES, model.name(), name -> features, true);
        client.say("training the projector of " + model.name() + " on " + features + ", without an image …");
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        try (Training training =
                Training.start(python, arguments(features, data), directory.resolve("train.log"), threads)) {
            measureCheckpoints(training, client);
        }
        return List.copyOf(runs);
    }

    private List<String> arguments(Path features, Path data) {
        int steps = options.epochs() * ((trained.items().size() + BATCH - 1) / BATCH);
        int every = Math.max(1, (steps + options.checkpoints() - 1) / options.checkpoints());
        return List.of(
                "projector",
                "--bundle",
                model.directory().toString(),
                "--run-features",
                features.toString(),
                "--out",
                checkpoints(data.toAbsolutePath().normalize()).toString(),
                "--name",
                model.name(),
                "--epochs",
                String.valueOf(options.epochs()),
                "--batch",
                String.valueOf(BATCH),
                "--learning-rate",
                LEARNING_RATE,
                "--every",
                String.valueOf(every));
    }

    /** One after another, in their order; the training continues meanwhile. */
    private void measureCheckpoints(Training training, DemoClient client)
            throws IOException, InterruptedException, DatasetException {
        long steps = 0;
        for (Optional<TrainedStep> next = training.next(); next.isPresent(); next = training.next()) {
            TrainedStep step = next.get();
            if (step.bundle() == null) {
                steps = step.steps() == null ? 0 : step.steps();
                continue;
            }
            client.say(String.format(Locale.ROOT, "step %d of %d, loss %.3f", step.step(), steps, step.loss()));
            KnownModel checkpoint =
                    KnownModel.of(BundleFinder.open(Path.of(step.bundle()), List.of(model.directory())));
            client.awaitModel(checkpoint.name());
            runs.add(client.run(EmojiData.plan(checkpointRun(step), limit, List.of(checkpoint), client::say)));
            last = checkpoint.name();
        }
    }

    private static RunSpec checkpointRun(TrainedStep step) {
        return measured(
                String.format(Locale.ROOT, "step-%06d", step.step()),
                Map.of("step", String.valueOf(step.step()), "loss", String.valueOf(step.loss())));
    }

    public String page(DemoClient client) {
        return client.scoring().trainingPage(TRAINING);
    }

    /** A report that compares the model with its last checkpoint. */
    public ReportRequest report() {
        List<String> ids = runs.stream().map(RunMetrics::run).toList();
        return new ReportRequest(ids, List.of(), Map.of(), false, Remedy.of(model.name(), List.of(last), List.of()));
    }

    /** What the training reached, beside what it was to reach, in a sentence. */
    public String finding() {
        String encoder = models.get(1).name();
        ModelMetrics before = find(runs.get(0), model.name());
        ModelMetrics after = find(runs.get(runs.size() - 1), last);
        double goal = percent(find(runs.get(0), encoder).primary().orElseThrow());
        double said = percent(before, Inclusion.LABEL.id());
        double now = percent(after, Inclusion.LABEL.id());
        return String.format(
                Locale.ROOT,
                "Finding: %s names %.1f %% of the %d images by label inclusion before and %.1f %% after (exact match %.1f %% and"
                        + " %.1f %%); its CLIP, %s, ranks %.1f %% of them first: the gap was %.1f points and is %.1f now.",
                model.name(),
                said,
                after.primary().orElseThrow().n(),
                now,
                percent(before, ExactMatch.RULE.id()),
                percent(after, ExactMatch.RULE.id()),
                encoder,
                goal,
                goal - said,
                goal - now);
    }

    private static ModelMetrics find(RunMetrics run, String model) {
        return run.models().stream()
                .filter(metrics -> metrics.model().equals(model))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(model + " is not in run " + run.run()));
    }

    private static double percent(ModelMetrics model, String rule) {
        return percent(model.rules().get(rule));
    }

    private static double percent(RuleMetrics counts) {
        return counts.n() == 0 ? 0 : 100.0 * counts.correct() / counts.n();
    }
}
