package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.options.ServerOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.MetricsTable;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.push.RunWatch;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.watch.AllRunsWatch;
import dev.vlmstream.cli.watch.RunLines;
import dev.vlmstream.cli.watch.Screen;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        description = {
            "Follows a run until it is complete, or without RUN all runs until none is going on, then prints the numbers.",
            "On a terminal each model has a bar, its accuracy with the 95 %% interval, its pace of the last 30 s and the"
                    + " time left; elsewhere there are plain lines. Ctrl-C stops watching; the runs go on.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream watch                    all runs that are going on",
            "  vlmstream watch flowers-1",
            "  vlmstream watch flowers-1 --json   a line per change"
        })
final class WatchCommand implements Callable<Integer> {
    private static final long LINE_EVERY_NANOS = 5_000_000_000L;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            description = "The run's id; `vlmstream runs` lists them (default: all that are going on).")
    private String run;

    @Mixin
    private ServerOption server;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Give up when nothing has happened for so long (default: ${DEFAULT-VALUE}).")
    private int patience;

    @Option(names = "--json", description = "Print the metrics as one line of JSON whenever they change.")
    private boolean json;

    private final Map<String, Long> shown = new HashMap<>();
    private long lastLine = System.nanoTime();

    @Override
    public Integer call() {
        ScoringClient client = server.client();
        if (run != null) {
            // A mistyped id is told at once.
            client.metrics(run);
        }
        List<JsonNode> ended = json || !Screen.isThere() ? plain(client) : drawn(client);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ended.forEach(metrics -> out.println(Json.line(metrics)));
        } else if (ended.isEmpty()) {
            out.println("no run is going on; `vlmstream runs` lists those there are");
        } else {
            MetricsTable.summary(ended).lines().forEach(out::println);
            ended.forEach(metrics -> MetricsTable.judging(metrics).forEach(out::println));
        }
        out.flush();
        return 0;
    }

    private List<JsonNode> drawn(ScoringClient client) {
        RunLines lines = new RunLines();
        try (Screen screen = Screen.open(spec.commandLine().getOut())) {
            return follow(client, new Progress(new PrintWriter(Writer.nullWriter()), ""), metrics -> {
                List<String> all = new ArrayList<>();
                metrics.forEach(one -> all.addAll(lines.of(one, screen.columns(), System.nanoTime())));
                all.add("");
                all.add("Ctrl-C stops watching" + (run == null ? "" : "; page: " + client.page(run)));
                screen.show(all);
            });
        }
    }

    private List<JsonNode> plain(ScoringClient client) {
        Progress progress = new Progress(spec.commandLine().getErr(), "answers of " + run);
        return follow(client, progress, json ? this::changes : run == null ? this::lines : metrics -> {});
    }

    private List<JsonNode> follow(ScoringClient client, Progress progress, Consumer<List<JsonNode>> updates) {
        Duration limit = Duration.ofSeconds(patience);
        return run == null
                ? new AllRunsWatch(client, limit).untilComplete(updates)
                : List.of(new RunWatch(client, limit)
                        .untilComplete(run, progress, metrics -> updates.accept(List.of(metrics))));
    }

    private void changes(List<JsonNode> all) {
        for (JsonNode metrics : all) {
            Long counted = RunWatch.counted(metrics);
            if (!counted.equals(shown.put(metrics.path("run").asText(), counted))) {
                spec.commandLine().getOut().println(Json.line(metrics));
            }
        }
        spec.commandLine().getOut().flush();
    }

    /** A line a run now and then. */
    private void lines(List<JsonNode> all) {
        if (System.nanoTime() - lastLine < LINE_EVERY_NANOS) {
            return;
        }
        lastLine = System.nanoTime();
        for (JsonNode metrics : all) {
            String name = metrics.path("run").asText();
            long counted = RunWatch.counted(metrics);
            Long before = shown.put(name, counted);
            if (before == null || before != counted) {
                spec.commandLine()
                        .getErr()
                        .println("answers of " + name + ": " + counted + " of "
                                + metrics.path("items").asLong()
                                        * metrics.path("models").size());
            }
        }
        spec.commandLine().getErr().flush();
    }
}
