package dev.vlmstream.cli.probe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.features.FeatureTopic;
import dev.vlmstream.cli.options.KafkaOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.evaluation.probe.LabelledFeatures;
import dev.vlmstream.evaluation.probe.Probe;
import dev.vlmstream.evaluation.probe.ProbeEvaluation;
import dev.vlmstream.evaluation.probe.ProbeRecipe;
import dev.vlmstream.evaluation.probe.ProbeResult;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Deletions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a probe on one run's features, and says how well it does on another's. */
@Command(
        name = "probe",
        description = {
            "Trains a classifier on a model's features, by the study's recipe: is the information inside the model?",
            "Trained on the items of one run (--train-run, pushed from the train split), tested on those of another (RUN,"
                    + " pushed from the test split); both must have been pushed with features. Runs that have a picture in"
                    + " common are refused.",
            "The study reports the epoch that is best on the test items. The figure beside it takes, for each half of the"
                    + " test items, the epoch that is best on the other half.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream probe emoji-test --train-run emoji-train --features last --model emoji-vlm",
            "  vlmstream probe emoji-test --train-run emoji-train --features image_embeds --mlp --json probe.json"
        })
public final class ProbeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOption kafka = new KafkaOption();

    @Parameters(paramLabel = "RUN", description = "The run whose items test the probe.")
    private String run;

    @Option(
            names = "--train-run",
            paramLabel = "RUN",
            required = true,
            description = "The run whose items train the probe; it must share no picture with RUN.")
    private String trainRun;

    @Option(
            names = "--features",
            paramLabel = "KIND",
            defaultValue = "last",
            description = "last, mean, position:N or image_embeds (default: ${DEFAULT-VALUE}).")
    private String kind;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Whose features (default: the only one that has any).")
    private String model;

    @Option(names = "--mlp", description = "Two layers, the hidden one as wide as the features, instead of one.")
    private boolean mlp;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "500",
            description = "Epochs (default: ${DEFAULT-VALUE}; the study takes 100 for ImageNet).")
    private int epochs;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1234",
            description = "Of the initial weights, the order of the rows and the halves (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the result as JSON too.")
    private Path json;

    @Override
    public Integer call() throws IOException {
        List<String> classes = classes();
        TopicFeatures topics = new TopicFeatures(new FeatureTopic(kafka.bootstrap(), kafka.prefix()));
        FeatureSet test = topics.of(run, kind, model);
        FeatureSet train = topics.of(trainRun, kind, model == null ? test.model() : model);
        train.requireApart(test);
        LabelledFeatures trainRows = train.rows(classes).shuffled(seed);
        LabelledFeatures testRows = test.rows(classes);
        int dimension = trainRows.dimension();
        Probe probe = mlp ? Probe.mlp(dimension, classes.size(), seed) : Probe.linear(dimension, classes.size(), seed);
        ProbeResult result = ProbeEvaluation.of(probe, trainRows, testRows, ProbeRecipe.study(epochs), seed);
        print(result, trainRows, testRows, test.model());
        if (json != null) {
            Files.writeString(json, Json.pretty(asJson(result, trainRows, testRows, classes, test.model())) + "\n");
        }
        return 0;
    }

    private List<String> classes() {
        RunRegistry registry = new RunRegistry(kafka.bootstrap(), kafka.prefix());
        List<String> ofTest = manifest(registry, run).getClasses();
        if (!ofTest.equals(manifest(registry, trainRun).getClasses())) {
            throw new CommandFailure("runs \"" + run + "\" and \"" + trainRun
                    + "\" have different classes; push both with the same --classes");
        }
        return ofTest;
    }

    private static RunManifest manifest(RunRegistry registry, String run) {
        return registry.find(run)
                .filter(manifest -> !Deletions.isDeleted(manifest))
                .orElseThrow(() -> new CommandFailure("no run \"" + run + "\"; `vlmstream runs` lists them"));
    }

    private void print(ProbeResult result, LabelledFeatures train, LabelledFeatures test, String model) {
        PrintWriter out = spec.commandLine().getOut();
        out.println((mlp ? "MLP" : "linear") + " probe of " + model + "'s " + kind + ": " + train.size()
                + " training rows of \"" + trainRun + "\", " + test.size() + " test rows of \"" + run + "\"");
        ProbeReport.table(result).forEach(out::println);
        long unseen = unseen(train, test);
        if (unseen > 0) {
            out.println(unseen + " test items are of classes without a training item: none of these can be right");
        }
        out.flush();
    }

    private static long unseen(LabelledFeatures train, LabelledFeatures test) {
        var seen = new java.util.HashSet<Integer>();
        Arrays.stream(train.labels()).forEach(seen::add);
        return Arrays.stream(test.labels())
                .filter(label -> !seen.contains(label))
                .count();
    }

    private ObjectNode asJson(
            ProbeResult result, LabelledFeatures train, LabelledFeatures test, List<String> classes, String model) {
        ObjectNode node =
                Json.object().put("run", run).put("trainRun", trainRun).put("model", model);
        node.put("features", kind).put("kind", mlp ? "mlp" : "linear").put("seed", seed);
        node.put("train", train.size()).put("withoutTraining", unseen(train, test));
        ProbeReport.write(node, result, test, classes);
        return node;
    }
}
