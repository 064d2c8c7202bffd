package dev.vlmstream.cli.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.options.BasesOption;
import dev.vlmstream.cli.options.RuntimeOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.loading.BundleCheck;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = {"Says whether a bundle is usable, and if not, lists everything that is missing or wrong.", ""},
        footer = {"", "Example:", "  vlmstream models check models/clip-photo"})
final class ModelsCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The bundle's directory.")
    private Path directory;

    @Mixin
    private BasesOption bases;

    @Mixin
    private RuntimeOption runtime;

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        List<String> problems = BundleCheck.problems(directory, bases.directories(), runtime.options());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(asJson(problems)));
        } else if (problems.isEmpty()) {
            ModelBundle bundle = BundleFinder.open(directory, bases.directories());
            out.println(bundle.name() + " is usable: " + bundle.kind().id() + ", digest " + bundle.digest());
            bundle.base().ifPresent(base -> out.println("  an overlay of " + base + ", whose digest is as it says"));
            if (bundle.kind() == ModelKind.REMOTE) {
                out.println("  asked at " + RemoteConfig.of(bundle).describeAccess() + " (nothing was asked now)");
            }
        } else {
            out.println(directory + " cannot be used:");
            problems.forEach(problem -> out.println("  " + problem));
        }
        out.flush();
        return problems.isEmpty() ? 0 : 1;
    }

    private ObjectNode asJson(List<String> problems) {
        ObjectNode result = problems.isEmpty()
                ? ModelsListCommand.describe(BundleFinder.open(directory, bases.directories()))
                : Json.object().put("directory", directory.toString());
        result.put("usable", problems.isEmpty());
        result.set("problems", Json.MAPPER.valueToTree(problems));
        return result;
    }
}
