package dev.vlmstream.cli.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.JsonCommand;
import dev.vlmstream.cli.command.WrongValue;
import dev.vlmstream.cli.options.BasesOption;
import dev.vlmstream.cli.options.RuntimeOption;
import dev.vlmstream.cli.options.SettingOptions;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.push.PushRequest;
import dev.vlmstream.cli.push.PushSettings;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.sources.DatasetAddress;
import dev.vlmstream.evaluation.sampling.ChoiceOrder;
import dev.vlmstream.evaluation.sampling.StudyDraw;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.runtime.Dtypes;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.verify.Verification;
import dev.vlmstream.inference.verify.VerificationReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Runs a bundle on recorded cases and compares the results on this machine with the recorded ones.",
            "With --against, asks it and another bundle, or it in another dtype, the same items of a dataset, and"
                    + " prints how often they agree and how far their accuracies are apart."
        },
        footer = {
            "  vlmstream models verify models/my-clip          a bundle of tools/export, which holds its own cases",
            "  vlmstream models verify models/tiny/tiny-clip --golden golden/models/tiny-clip",
            "  vlmstream models verify models/my-clip --dtype int8 --against models/my-clip --dataset photos.jsonl"
                    + " --limit 500"
        })
final class ModelsVerifyCommand extends JsonCommand {
    private static final long SEED = 1234;

    @Parameters(paramLabel = "DIR", description = "The bundle's directory.")
    private Path directory;

    @Option(
            names = "--golden",
            paramLabel = "DIR",
            description = "The recorded outputs, with index.jsonl (default: DIR/golden).")
    private @Nullable Path golden;

    @Option(
            names = "--against",
            paramLabel = "DIR",
            description = "Another bundle of the same kind, or the same one, to be asked the same items.")
    private @Nullable Path against;

    @Option(
            names = "--against-dtype",
            paramLabel = "NAME",
            defaultValue = Dtypes.AUTO,
            description = "The dtype of --against, as for --dtype (default: ${DEFAULT-VALUE}, the most precise).")
    private Dtypes againstDtypes;

    @Option(
            names = "--dataset",
            paramLabel = "DATASET",
            description = "With --against: images on this machine with their classes, in any format that push reads.")
    private @Nullable Path dataset;

    @Mixin
    private AskedOption asked;

    @Option(
            names = "--image-roots",
            split = ",",
            paramLabel = "DIR",
            description = "Directories with the recorded cases' images, if not around --golden; you may give several.")
    private List<Path> images = List.of();

    @Mixin
    private BasesOption bases;

    @Mixin
    private RuntimeOption runtime;

    /** What is asked of the items of a dataset, as push asks it. */
    @Command
    private static final class AskedOption extends SettingOptions {
        private static final Set<String> KEYS = Set.of(
                "task",
                "split",
                "limit",
                "classes",
                "map",
                "labels",
                "prompt",
                "prompt-style",
                "template",
                "answer-prefix",
                "max-new-tokens",
                "seed");

        AskedOption() {
            super(PushSettings.options().stream()
                    .filter(setting -> KEYS.contains(setting.option()))
                    .toList());
        }
    }

    @Override
    public Integer call() throws DatasetException {
        if ((against == null) != (dataset == null)) {
            throw new WrongValue("--against and --dataset go together: another bundle, and what both are asked about");
        }
        return against == null ? verify() : compare(against, dataset);
    }

    private int compare(Path other, Path file) throws DatasetException {
        if (golden != null) {
            throw new WrongValue(
                    "--golden compares with recorded outputs, --against with another bundle; give one of them");
        }
        ModelBundle first = BundleFinder.open(directory, bases.directories());
        ModelBundle second = BundleFinder.open(other, bases.directories());
        if (first.kind() != second.kind()) {
            throw new CommandFailure(first.name() + " is a " + first.kind().id() + ", " + second.name() + " a "
                    + second.kind().id() + "; compare bundles of one kind");
        }
        RunPlan plan = RunPlan.of(request(file), () -> List.of(KnownModel.of(second)), this::say);
        BundleAnswers wanted = answers(plan, second, runtime.options().withDtypes(againstDtypes), null);
        BundleAnswers own = answers(plan, first, runtime.options(), wanted);
        BundleComparison comparison = BundleComparison.of(plan.items(), own, wanted);
        if (json) {
            print(Json.pretty(comparison.json()));
        } else {
            comparison.lines().forEach(this::print);
        }
        return 0;
    }

    private PushRequest request(Path file) {
        try {
            Path here = Path.of("");
            return PushRequest.all(
                            Optional.of(new DatasetAddress.Local(PushRequest.requireThere("dataset", file))),
                            asked.given(),
                            here)
                    .get(0);
        } catch (IllegalArgumentException e) {
            throw new WrongValue(e.getMessage());
        }
    }

    private BundleAnswers answers(
            RunPlan plan, ModelBundle bundle, RuntimeOptions options, @Nullable BundleAnswers reference) {
        Progress progress = new Progress(err(), "asking " + bundle.name() + ", " + options.dtypes());
        return BundleAnswers.of(plan, bundle, options, reference, progress);
    }

    private int verify() {
        VerificationReport report = Verification.run(
                BundleFinder.open(directory, bases.directories()),
                golden == null ? directory.resolve("golden") : golden,
                images,
                ModelsVerifyCommand::draw,
                runtime.options());
        if (json) {
            print(Json.line(asJson(report)));
        } else {
            table(report).lines().forEach(this::print);
            report.notes().forEach(note -> print("note: " + note));
            print(report.bundle() + (report.passed() ? ": all that was compared agrees" : ": differs"));
        }
        return report.passed() ? 0 : 1;
    }

    /** The study's draw over a whole split, with its seed. */
    private static List<List<String>> draw(List<String> labels, List<String> classes, int offered) {
        List<Integer> lines = IntStream.range(0, labels.size()).boxed().toList();
        List<List<String>> drawn = new ArrayList<>(Collections.nCopies(labels.size(), List.of()));
        StudyDraw.draw(lines, labels::get, classes, offered, ChoiceOrder.RANDOM, SEED)
                .forEach(line -> drawn.set(line.line(), line.choices()));
        return drawn;
    }

    private static TextTable table(VerificationReport report) {
        TextTable table = new TextTable("output", ">cases", ">largest deviation", ">tolerance", "result");
        report.rows()
                .forEach(row -> table.row(
                        row.output(),
                        row.cases(),
                        String.format(Locale.ROOT, "%.3g", row.largestDeviation()),
                        String.format(Locale.ROOT, "%.3g", row.tolerance()),
                        row.pass() ? "same" : "DIFFERS"));
        return table;
    }

    private static ObjectNode asJson(VerificationReport report) {
        ObjectNode result = Json.object().put("bundle", report.bundle()).put("passed", report.passed());
        ArrayNode rows = result.putArray("rows");
        report.rows()
                .forEach(row -> rows.addObject()
                        .put("output", row.output())
                        .put("cases", row.cases())
                        .put("largestDeviation", row.largestDeviation())
                        .put("tolerance", row.tolerance())
                        .put("pass", row.pass()));
        return result.putPOJO("notes", report.notes());
    }
}
