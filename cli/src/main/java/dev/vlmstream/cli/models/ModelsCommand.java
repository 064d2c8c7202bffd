package dev.vlmstream.cli.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.JsonCommand;
import dev.vlmstream.cli.options.BasesOption;
import dev.vlmstream.cli.options.DataOption;
import dev.vlmstream.cli.options.ModelsOption;
import dev.vlmstream.cli.options.RuntimeOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.push.HttpPusher;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.Agreement;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.loading.BundleCheck;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.local.StackState;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "models",
        description = "Lists, checks, verifies and downloads model bundles.",
        footer = {
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
                spec.commandLine(), "a subcommand is missing: vlmstream models list, check, verify or pull");
    }

    @Command(
            name = "list",
            description =
                    "Lists the bundles: which of them are usable, as far as their files and keys show, and which the stack"
                            + " in --data serves. Models that other programs have announced there are listed as well.",
            footer = {"  vlmstream models list", "  vlmstream models list --models-dir models --json"})
    static final class ListCommand extends JsonCommand {
        @Mixin
        private ModelsOption models;

        @Mixin
        private DataOption data;

        /**
         * A directory with a bundle's configuration.
         *
         * @param bundle empty where it cannot even be opened
         * @param problems what is wrong with its files and keys; none of a usable one
         */
        private record Listed(Path directory, Optional<ModelBundle> bundle, List<String> problems, boolean answering) {
            private String name() {
                return directory.getFileName().toString();
            }

            private String usable() {
                return problems.isEmpty() ? "yes" : "no";
            }
        }

        @Override
        public Integer call() {
            List<Listed> all = listed();
            List<KnownModel> others = announced(all);
            if (json) {
                print(Json.pretty(asJson(all, others)));
            } else {
                table(all, others).lines().forEach(this::print);
                all.stream()
                        .filter(one -> !one.problems().isEmpty())
                        .forEach(one -> print(one.name() + ": " + one.problems().get(0) + more(one)));
            }
            return 0;
        }

        private static String more(Listed one) {
            return one.problems().size() == 1
                    ? ""
                    : "; and " + (one.problems().size() - 1) + " more: vlmstream models check " + one.directory();
        }

        private List<Listed> listed() {
            Set<String> answering = StackState.running(data.path())
                    .map(state -> Set.copyOf(state.models()))
                    .orElse(Set.of());
            return models.directories().stream()
                    .flatMap(directory -> BundleFinder.candidates(directory).stream())
                    .map(path -> listed(path, answering.contains(path.toString())))
                    .sorted(Comparator.comparing(Listed::name))
                    .toList();
        }

        /** What the stack's topics know of models whose bundle is none of these. */
        private List<KnownModel> announced(List<Listed> bundles) {
            Set<String> served =
                    bundles.stream().filter(Listed::answering).map(Listed::name).collect(Collectors.toSet());
            return StackState.running(data.path())
                    .map(StackState::server)
                    .filter(server -> !server.isEmpty())
                    .map(server -> HttpPusher.models(new ScoringClient(server)))
                    .orElse(List.of())
                    .stream()
                    .filter(model -> !served.contains(model.name()))
                    .sorted(Comparator.comparing(KnownModel::name))
                    .toList();
        }

        private Listed listed(Path path, boolean answering) {
            List<String> problems = BundleCheck.missing(path, models.directories(), RuntimeOptions.cpu());
            try {
                return new Listed(
                        path, Optional.of(BundleFinder.open(path, models.directories())), problems, answering);
            } catch (BundleException e) {
                return new Listed(path, Optional.empty(), problems, answering);
            }
        }

        private static TextTable table(List<Listed> all, List<KnownModel> others) {
            TextTable table = new TextTable("model", "kind", "dtypes", "usable", "answering", "base", "directory");
            all.forEach(one -> table.row(
                    one.name(),
                    one.bundle().map(bundle -> bundle.kind().id()).orElse("–"),
                    one.bundle()
                            .map(bundle -> String.join(" ", bundle.dtypes()))
                            .orElse(""),
                    one.usable(),
                    one.answering() ? "yes" : "no",
                    one.bundle()
                            .flatMap(ModelBundle::base)
                            .map(base -> base.getFileName().toString())
                            .orElse(""),
                    shown(one.directory())));
            others.forEach(one ->
                    table.row(one.name(), one.kindId(), "", "–", isAnswering(one) ? "yes" : "away", "", "announced"));
            return table;
        }

        /** As somebody here would type it. */
        private static Path shown(Path directory) {
            Path here = Path.of("").toAbsolutePath();
            return directory.startsWith(here) ? here.relativize(directory) : directory;
        }

        private static boolean isAnswering(KnownModel model) {
            return model.awaySince().isEmpty();
        }

        private static ArrayNode asJson(List<Listed> all, List<KnownModel> others) {
            ArrayNode array = Json.array();
            all.forEach(one -> {
                array.add(one.bundle()
                        .map(bundle -> one.problems().isEmpty() ? describeWhole(bundle) : describe(bundle))
                        .orElseGet(() -> Json.object()
                                .put("model", one.name())
                                .put("directory", one.directory().toString()))
                        .put("answering", one.answering())
                        .put("usable", one.problems().isEmpty())
                        .putPOJO("problems", one.problems()));
            });
            others.forEach(one -> array.addObject()
                    .put("model", one.name())
                    .put("kind", one.kindId())
                    .put("answering", isAnswering(one)));
            return array;
        }

        /** Of a bundle of which nothing is wrong. */
        static ObjectNode describeWhole(ModelBundle bundle) {
            return describe(bundle).putPOJO("agreement", Agreement.of(bundle.files()));
        }

        static ObjectNode describe(ModelBundle bundle) {
            ObjectNode described = Json.object()
                    .put("model", bundle.name())
                    .put("kind", bundle.kind().id())
                    .put("digest", bundle.digest())
                    .put("directory", bundle.directory().toString());
            bundle.base().ifPresent(base -> described.put("base", base.toString()));
            return described.putPOJO("dtypes", bundle.dtypes());
        }
    }

    @Command(
            name = "check",
            description = "Says whether a bundle is usable, and if not, lists everything that is missing or wrong.",
            footerHeading = "%nExample:%n",
            footer = "  vlmstream models check models/clip-photo")
    static final class CheckCommand extends JsonCommand {
        @Parameters(paramLabel = "DIR", description = "The bundle's directory.")
        private Path directory;

        @Mixin
        private BasesOption bases;

        @Mixin
        private RuntimeOption runtime;

        @Override
        public Integer call() {
            List<String> problems = BundleCheck.problems(directory, bases.directories(), runtime.options());
            if (json) {
                print(Json.line(asJson(problems)));
            } else if (problems.isEmpty()) {
                ModelBundle bundle = BundleFinder.open(directory, bases.directories());
                print(bundle.name() + " is usable: " + bundle.kind().id() + ", digest " + bundle.digest());
                bundle.base().ifPresent(base -> print("  an overlay of " + base + ", whose digest is as it says"));
                Agreement.of(bundle.files())
                        .forEach((dtype, agreement) -> print("  " + dtype + ": " + agreement.describe()));
                if (bundle.kind() == ModelKind.REMOTE) {
                    print("  asked at " + RemoteConfig.of(bundle).describeAccess() + " (nothing was asked now)");
                }
            } else {
                print(directory + " cannot be used:");
                problems.forEach(problem -> print("  " + problem));
            }
            return problems.isEmpty() ? 0 : 1;
        }

        private ObjectNode asJson(List<String> problems) {
            ObjectNode result = problems.isEmpty()
                    ? ListCommand.describeWhole(BundleFinder.open(directory, bases.directories()))
                    : Json.object().put("directory", directory.toString());
            return result.put("usable", problems.isEmpty()).putPOJO("problems", problems);
        }
    }
}
