package dev.vlmstream.cli.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.options.BasesOption;
import dev.vlmstream.cli.options.DataOption;
import dev.vlmstream.cli.options.ModelsOption;
import dev.vlmstream.cli.options.RuntimeOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.loading.BundleCheck;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.local.StackState;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "models",
        description = {"Model bundles: list them, check and verify them, download one.", ""},
        footer = {
            "",
            "Examples:",
            "  vlmstream models list --models-dir models",
            "  vlmstream models check models/clip-photo",
            "  vlmstream models verify models/tiny/tiny-clip --golden golden/models/tiny-clip",
            "  vlmstream models pull Xenova/clip-vit-base-patch32 --dtype fp16"
        },
        subcommands = {
            ModelsCommand.ListCommand.class,
            ModelsCommand.CheckCommand.class,
            ModelsVerifyCommand.class,
            ModelsPullCommand.class
        })
public final class ModelsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "say what: vlmstream models list, check, verify or pull");
    }

    @Command(
            name = "list",
            description = {
                "Lists the usable bundles, the base of each overlay, and whether the stack in --data serves them.",
                ""
            },
            footer = {"", "Examples:", "  vlmstream models list", "  vlmstream models list --models-dir models --json"})
    static final class ListCommand implements Callable<Integer> {
        private static final int SHOWN_DIGEST = 12;

        @Spec
        private CommandSpec spec;

        @Mixin
        private ModelsOption models;

        @Mixin
        private DataOption data;

        @Option(names = "--json", description = "Print as JSON.")
        private boolean json;

        @Override
        public Integer call() {
            List<ModelBundle> bundles = models.all();
            Set<String> answering = StackState.running(data.path())
                    .map(state -> Set.copyOf(state.models()))
                    .orElse(Set.of());
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.pretty(asJson(bundles, answering)));
            } else {
                table(bundles, answering).lines().forEach(out::println);
            }
            out.flush();
            return 0;
        }

        private static boolean answers(ModelBundle bundle, Set<String> answering) {
            return answering.contains(
                    bundle.directory().toAbsolutePath().normalize().toString());
        }

        private static TextTable table(List<ModelBundle> bundles, Set<String> answering) {
            TextTable table = new TextTable("model", "kind", "digest", "base", "answering", "directory");
            bundles.forEach(bundle -> table.row(
                    bundle.name(),
                    bundle.kind().id(),
                    bundle.digest().substring(0, SHOWN_DIGEST),
                    bundle.base().map(Path::getFileName).map(Path::toString).orElse(""),
                    answers(bundle, answering) ? "yes" : "no",
                    bundle.directory()));
            return table;
        }

        private static ArrayNode asJson(List<ModelBundle> bundles, Set<String> answering) {
            ArrayNode all = Json.array();
            bundles.forEach(bundle -> all.add(describe(bundle).put("answering", answers(bundle, answering))));
            return all;
        }

        static ObjectNode describe(ModelBundle bundle) {
            ObjectNode described = Json.object()
                    .put("model", bundle.name())
                    .put("kind", bundle.kind().id())
                    .put("digest", bundle.digest())
                    .put("directory", bundle.directory().toString());
            bundle.base().ifPresent(base -> described.put("base", base.toString()));
            return described;
        }
    }

    @Command(
            name = "check",
            description = {"Says whether a bundle is usable, and if not, lists everything that is missing or wrong.", ""
            },
            footer = {"", "Example:", "  vlmstream models check models/clip-photo"})
    static final class CheckCommand implements Callable<Integer> {
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
                bundle.base()
                        .ifPresent(base -> out.println("  an overlay of " + base + ", whose digest is as it says"));
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
                    ? ListCommand.describe(BundleFinder.open(directory, bases.directories()))
                    : Json.object().put("directory", directory.toString());
            result.put("usable", problems.isEmpty());
            result.set("problems", Json.MAPPER.valueToTree(problems));
            return result;
        }
    }
}
