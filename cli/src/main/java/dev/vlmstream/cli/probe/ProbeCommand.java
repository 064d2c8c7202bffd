package dev.vlmstream.cli.probe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.JsonCommand;
import dev.vlmstream.cli.options.Converters;
import dev.vlmstream.cli.options.TargetOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.OutputPath;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.probe.TrainedProbe.ProbeSettings;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.probe.ProbeEvaluation.ProbeResult;
import dev.vlmstream.evaluation.probe.ProbeEvaluation.ProbeScore;
import dev.vlmstream.evaluation.probe.RankedLogit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains a probe on one run's features, and measures it on another's. */
@Command(
        name = "probe",
        description = {
            "Trains a classifier on a model's features by the study's recipe, to show whether the information is inside the model.",
            "It trains on the items of one run (--train-run, pushed from the train split) and tests on those of another"
                    + " (RUN, pushed from the test split); push both with --features. Runs with common images are"
                    + " refused.",
            "The study reports the epoch that is best on the test items. The cross-fitted figure uses, for each half of"
                    + " the test items, the epoch that is best on the other half."
        },
        footer = {
            "  vlmstream probe emoji-test --train-run emoji-train --features last --model emoji-vlm --publish",
            "  vlmstream probe emoji-test --train-run emoji-train --features image_embeds --mlp --out probe.json"
        })
public final class ProbeCommand extends JsonCommand {
    @Mixin
    private TargetOption where = new TargetOption();

    @Parameters(paramLabel = "RUN", description = "The run whose items test the probe.")
    private String run;

    @Option(
            names = "--train-run",
            paramLabel = "RUN",
            required = true,
            description = "The run whose items train the probe; it must not share images with RUN.")
    private String trainRun;

    @Option(
            names = "--features",
            paramLabel = "KIND",
            defaultValue = "last",
            description = "last, mean, position:N or image_embeds (default: ${DEFAULT-VALUE}).")
    private String kind;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "The model whose features to use (default: the only one that has any).")
    private @Nullable String model;

    @Option(
            names = "--mlp",
            description = "Train two layers instead of one; the hidden one is as wide as the features.")
    private boolean mlp;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            converter = Converters.FromOne.class,
            defaultValue = "500",
            description = "Epochs (default: ${DEFAULT-VALUE}; the study takes 100 for ImageNet).")
    private int epochs;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1234",
            description =
                    "Seed of the initial weights, the order of the rows and the halves (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--publish",
            description =
                    "Write the probe's predictions as a run of their own, with MODEL/probe-KIND (the honest figure)"
                            + " and MODEL/probe-KIND-best-epoch as its models: the page compares them item by item.")
    private boolean publish;

    @Option(
            names = "--run",
            paramLabel = "ID",
            description = "That run's id; implies --publish (default: RUN.MODEL.probe-KIND).")
    private @Nullable String published;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            converter = OutputPath.Converter.class,
            description = "Also write the result to this file, as JSON; `report --probe FILE` takes it.")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        Target target = where.target();
        TrainedProbe probe = TrainedProbe.of(target, new ProbeSettings(run, trainRun, kind, model, mlp, epochs, seed));
        ObjectNode result = asJson(probe);
        if (out != null) {
            Files.writeString(OutputPath.of(out).fileAlone("probe.json"), Json.pretty(result) + "\n");
        }
        if (!json) {
            print(probe);
        }
        if (publish || published != null) {
            publish(target, probe, result);
        }
        if (json) {
            print(Json.line(result));
        }
        return 0;
    }

    private void publish(Target target, TrainedProbe probe, ObjectNode result) {
        String id = published != null
                ? published
                : run + "." + ProbePublisher.crossFitted(probe).replaceAll("[^A-Za-z0-9._-]", ".");
        long written = new ProbePublisher(target).publish(List.of(probe), id);
        result.put("published", id);
        if (!json) {
            print(written + " predictions written as run " + id
                    + target.scoring().map(scoring -> ": " + scoring.page(id)).orElse(""));
        }
    }

    private void print(TrainedProbe probe) {
        ProbeSettings settings = probe.settings();
        print((mlp ? "MLP" : "linear") + " probe of " + settings.model() + "'s " + kind + ": "
                + probe.train().size() + " training rows of \"" + trainRun + "\", "
                + probe.test().size() + " test rows of \"" + run + "\"");
        table(probe.result()).forEach(this::print);
        if (probe.withoutTraining() > 0) {
            print(probe.withoutTraining()
                    + " test items are of classes without a training item: none of these can be right");
        }
    }

    private ObjectNode asJson(TrainedProbe probe) {
        ObjectNode node = Json.object().put("run", run).put("trainRun", trainRun);
        node.put("model", probe.settings().model()).put("digest", probe.digest());
        node.put("dataset", probe.manifest().getDataset());
        node.put("features", kind).put("kind", probe.settings().kind()).put("seed", seed);
        node.put("train", probe.train().size()).put("withoutTraining", probe.withoutTraining());
        addResult(node, probe);
        return node;
    }

    private static List<String> table(ProbeResult result) {
        TextTable table = new TextTable("epoch", ">n", ">correct", ">accuracy", "95 % interval");
        row(table, "best of the test items (the study's): " + result.bestEpoch(), result.best());
        row(table, "chosen on the other half (honest)", result.crossFitted());
        row(table, "last: " + result.epochs(), result.last());
        return table.lines();
    }

    private static void row(TextTable table, String epoch, ProbeScore score) {
        Interval interval = score.interval();
        table.row(
                epoch,
                score.n(),
                score.correct(),
                percent(score.accuracy()),
                percent(interval.low()) + " to " + percent(interval.high()));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** Adds what the probe got right; the top level is the study's figure. */
    private static void addResult(ObjectNode to, TrainedProbe probe) {
        ProbeResult result = probe.result();
        to.put("epochs", result.epochs());
        score(to, result.best());
        to.put("bestEpoch", result.bestEpoch());
        to.put("trainAccuracy", result.trainAccuracy());
        score(to.putObject("crossFitted"), result.crossFitted());
        score(to.putObject("last"), result.last());
        perClass(
                to.putArray("perClass"),
                result.rankings(),
                probe.test().rows(probe.classes()).classIndices(),
                probe.classes());
    }

    private static void score(ObjectNode to, ProbeScore score) {
        to.put("accuracy", score.accuracy()).put("n", score.n()).put("correct", score.correct());
        to.put("low", score.interval().low()).put("high", score.interval().high());
    }

    private static void perClass(ArrayNode to, List<List<RankedLogit>> rankings, int[] labels, List<String> classes) {
        int[] n = new int[classes.size()];
        int[] correct = new int[classes.size()];
        for (int i = 0; i < labels.length; i++) {
            n[labels[i]]++;
            correct[labels[i]] += rankings.get(i).get(0).classIndex() == labels[i] ? 1 : 0;
        }
        for (int c = 0; c < n.length; c++) {
            if (n[c] > 0) {
                to.add(Json.object().put("label", classes.get(c)).put("n", n[c]).put("correct", correct[c]));
            }
        }
    }
}
