package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.options.ServerOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.runs.ArchiveCommand;
import dev.vlmstream.cli.runs.DeleteCommand;
import dev.vlmstream.cli.runs.FrequenciesCommand;
import dev.vlmstream.cli.runs.TagCommand;
import dev.vlmstream.cli.runs.UnarchiveCommand;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "runs",
        description = {
            "Lists the runs, newest first; its commands tag, put away and delete them, and set them beside counts.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream runs",
            "  vlmstream runs --archived",
            "  vlmstream runs tag flowers-1 by=ada"
        },
        subcommands = {
            TagCommand.class,
            FrequenciesCommand.class,
            ArchiveCommand.class,
            UnarchiveCommand.class,
            DeleteCommand.class
        })
final class RunsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOption server;

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Option(names = "--archived", description = "Also those that were put away.")
    private boolean archived;

    @Override
    public Integer call() {
        JsonNode runs = server.client().runs(archived);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(runs));
        } else if (runs.isEmpty()) {
            out.println("no runs yet; vlmstream push DATASET makes one");
        } else {
            table(runs).lines().forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private static TextTable table(JsonNode runs) {
        TextTable table = new TextTable("run", "dataset", "task", ">items", ">counted", "state", "models", "tags");
        for (JsonNode run : runs) {
            List<String> models = new ArrayList<>();
            run.path("models").forEach(model -> models.add(model.asText()));
            table.row(
                    run.path("run").asText(),
                    run.path("dataset").asText(),
                    run.path("task").asText(),
                    run.path("items").asText("?"),
                    run.path("counted").asLong(),
                    state(run),
                    String.join(", ", models),
                    tags(run));
        }
        return table;
    }

    private static String state(JsonNode run) {
        return (run.path("complete").asBoolean() ? "complete" : "running")
                + (run.path("archived").asBoolean() ? ", archived" : "");
    }

    private static String tags(JsonNode run) {
        List<String> tags = new ArrayList<>();
        run.path("tags")
                .properties()
                .forEach(tag -> tags.add(tag.getKey() + "=" + tag.getValue().asText()));
        return String.join(" ", tags);
    }
}
