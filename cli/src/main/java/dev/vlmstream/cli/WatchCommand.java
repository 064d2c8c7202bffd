package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.options.ServerOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.MetricsTable;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.push.RunWatch;
import dev.vlmstream.cli.rest.ScoringClient;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        description = {"Follows a run until it is complete, then prints its numbers.", ""},
        footer = {
            "",
            "Examples:",
            "  vlmstream watch flowers-1",
            "  vlmstream watch flowers-1 --json   a line per change"
        })
final class WatchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run's id; `vlmstream runs` lists them.")
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

    private long shown = -1;

    @Override
    public Integer call() {
        ScoringClient client = server.client();
        // A mistyped id is told at once.
        client.metrics(run);
        JsonNode metrics = new RunWatch(client, Duration.ofSeconds(patience))
                .untilComplete(run, new Progress(spec.commandLine().getErr(), "answers of " + run), this::changed);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(metrics));
        } else {
            MetricsTable.summary(List.of(metrics)).lines().forEach(out::println);
            MetricsTable.judging(metrics).forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private void changed(JsonNode metrics) {
        long counted = RunWatch.counted(metrics);
        if (json && counted != shown) {
            shown = counted;
            spec.commandLine().getOut().println(Json.line(metrics));
            spec.commandLine().getOut().flush();
        }
    }
}
