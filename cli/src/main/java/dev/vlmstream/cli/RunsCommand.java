package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.options.ServerOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
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
        description = {"Lists the runs, newest first.", ""},
        footer = {"", "Examples:", "  vlmstream runs", "  vlmstream runs --json"})
final class RunsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOption server;

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        JsonNode runs = server.client().runs();
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
        TextTable table = new TextTable("run", "dataset", "task", ">items", ">counted", "state", "models");
        for (JsonNode run : runs) {
            List<String> models = new ArrayList<>();
            run.path("models").forEach(model -> models.add(model.asText()));
            table.row(
                    run.path("run").asText(),
                    run.path("dataset").asText(),
                    run.path("task").asText(),
                    run.path("items").asText("?"),
                    run.path("counted").asLong(),
                    run.path("complete").asBoolean() ? "complete" : "running",
                    String.join(", ", models));
        }
        return table;
    }
}
