package dev.vlmstream.cli.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.options.BasesOption;
import dev.vlmstream.cli.options.RuntimeOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.evaluation.sampling.ChoiceOrder;
import dev.vlmstream.evaluation.sampling.StudyDraw;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.verify.Verification;
import dev.vlmstream.inference.verify.VerificationReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        description = {
            "Runs a bundle on recorded cases and compares the results on this machine with the recorded ones.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream models verify models/my-clip          a bundle of tools/export, which holds its own cases",
            "  vlmstream models verify models/tiny/tiny-clip --golden golden/models/tiny-clip"
        })
final class ModelsVerifyCommand implements Callable<Integer> {
    private static final long SEED = 1234;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The bundle's directory.")
    private Path directory;

    @Option(
            names = "--golden",
            paramLabel = "DIR",
            description = "The recorded outputs, with index.jsonl (default: DIR/golden).")
    private @Nullable Path golden;

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

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        VerificationReport report = Verification.run(
                BundleFinder.open(directory, bases.directories()),
                golden == null ? directory.resolve("golden") : golden,
                images,
                ModelsVerifyCommand::draw,
                runtime.options());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(asJson(report)));
        } else {
            table(report).lines().forEach(out::println);
            report.notes().forEach(note -> out.println("note: " + note));
            out.println(report.bundle() + (report.passed() ? ": all that was compared agrees" : ": differs"));
        }
        out.flush();
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
        ArrayNode rows = Json.array();
        report.rows()
                .forEach(row -> rows.addObject()
                        .put("output", row.output())
                        .put("cases", row.cases())
                        .put("largestDeviation", row.largestDeviation())
                        .put("tolerance", row.tolerance())
                        .put("pass", row.pass()));
        ObjectNode result = Json.object().put("bundle", report.bundle()).put("passed", report.passed());
        result.set("rows", rows);
        result.set("notes", Json.MAPPER.valueToTree(report.notes()));
        return result;
    }
}
