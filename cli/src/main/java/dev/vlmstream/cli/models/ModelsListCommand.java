package dev.vlmstream.cli.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.options.DataOption;
import dev.vlmstream.cli.options.ModelsOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.local.StackState;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        description = {
            "Lists the usable bundles, the base of each overlay, and whether the stack in --data serves them.",
            ""
        },
        footer = {"", "Examples:", "  vlmstream models list", "  vlmstream models list --models-dir models --json"})
final class ModelsListCommand implements Callable<Integer> {
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
