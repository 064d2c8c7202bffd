package dev.vlmstream.cli;

import dev.vlmstream.cli.options.DurationConverter;
import dev.vlmstream.cli.options.ServerOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.MetricsTable;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.output.Terminal;
import dev.vlmstream.cli.push.RunWatch;
import dev.vlmstream.cli.push.RunWatch.Watcher;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.watch.AllRunsWatch;
import dev.vlmstream.cli.watch.RunDisplay;
import dev.vlmstream.cli.watch.RunPrinter;
import dev.vlmstream.cli.watch.Screen;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        description = {
            "Follows a run until it is complete, or, without RUN, all runs until none is running. Then it prints the numbers.",
            "On a terminal each model has a bar, its accuracy with the 95 %% interval, its rate over the last 30 s and"
                    + " the time left; otherwise it prints plain lines. Ctrl-C stops watching; the runs continue.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream watch                    all running runs",
            "  vlmstream watch flowers-1",
            "  vlmstream watch flowers-1 --json   a line per change"
        })
final class WatchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            description = "The run's id; `vlmstream runs` lists them (default: all that are running).")
    private @Nullable String run;

    @Mixin
    private ServerOption server;

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "60s",
            description = "Give up after this long without progress (default: ${DEFAULT-VALUE}).")
    private Duration patience;

    @Option(names = "--json", description = "Print the metrics as one line of JSON whenever they change.")
    private boolean json;

    @Override
    public Integer call() {
        ScoringClient client = server.client();
        if (run != null) {
            // A mistyped id is told at once.
            client.metrics(run);
        }
        List<RunMetrics> ended = json || !Terminal.canBeDrawnOn() ? plain(client) : drawn(client);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ended.forEach(metrics -> out.println(Json.line(metrics)));
        } else if (ended.isEmpty()) {
            out.println("no run is running; `vlmstream runs` lists them all");
        } else {
            MetricsTable.summary(ended).lines().forEach(out::println);
            ended.forEach(metrics -> MetricsTable.judging(metrics).forEach(out::println));
            MetricsTable.failures(ended).forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private List<RunMetrics> drawn(ScoringClient client) {
        String footer = "Ctrl-C stops watching" + (run == null ? "" : "; page: " + client.page(run));
        try (Screen screen = Screen.open(spec.commandLine().getOut())) {
            return follow(client, new RunDisplay(screen, footer));
        }
    }

    private List<RunMetrics> plain(ScoringClient client) {
        return follow(
                client,
                new RunPrinter(spec.commandLine().getOut(), spec.commandLine().getErr(), json));
    }

    private List<RunMetrics> follow(ScoringClient client, Watcher watcher) {
        return run == null
                ? new AllRunsWatch(client, patience).untilComplete(watcher)
                : List.of(new RunWatch(client, patience).untilComplete(run, Progress.NONE, watcher));
    }
}
