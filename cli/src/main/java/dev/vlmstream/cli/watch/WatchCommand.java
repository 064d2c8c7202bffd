package dev.vlmstream.cli.watch;

import dev.vlmstream.cli.command.PrintingCommand;
import dev.vlmstream.cli.options.PatienceOption;
import dev.vlmstream.cli.options.ServerOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.MetricsTable;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.output.Terminal;
import dev.vlmstream.cli.push.RunWatch;
import dev.vlmstream.cli.push.RunWatch.Watcher;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        description = {
            "Follows a run until it is complete, or, without RUN, all runs until none is running. Then it prints the numbers.",
            "On a terminal each model has a bar, its accuracy with the 95 %% interval, its rate over the last 30 s and"
                    + " the time left; otherwise it prints plain lines. Ctrl-C stops watching; the runs continue."
        },
        footer = {
            "  vlmstream watch                    all running runs",
            "  vlmstream watch flowers-1",
            "  vlmstream watch flowers-1 --json   a line per change"
        })
public final class WatchCommand extends PrintingCommand {
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
            defaultValue = PatienceOption.DEFAULT,
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
        List<RunMetrics> ended = json || !Terminal.canBeDrawnOn() ? follow(client, new RunPrinter()) : drawn(client);
        if (json) {
            ended.forEach(metrics -> print(Json.line(metrics)));
        } else if (ended.isEmpty()) {
            print("no run is running; `vlmstream runs` lists them all");
        } else {
            MetricsTable.results(ended).forEach(this::print);
        }
        return 0;
    }

    private List<RunMetrics> drawn(ScoringClient client) {
        String footer = "Ctrl-C stops watching" + (run == null ? "" : "; page: " + client.page(run));
        try (Screen screen = Screen.open(out())) {
            return follow(client, new RunDisplay(screen, footer));
        }
    }

    private List<RunMetrics> follow(ScoringClient client, Watcher watcher) {
        return run == null
                ? new AllRunsWatch(client, patience).untilComplete(watcher)
                : List.of(new RunWatch(client, patience).untilComplete(run, Progress.NONE, watcher));
    }

    private static final class RunDisplay implements Watcher {
        private final Screen screen;
        private final String footer;
        private final RunLines lines = new RunLines();
        private List<RunMetrics> last = List.of();

        /** @param footer a line below them */
        public RunDisplay(Screen screen, String footer) {
            this.screen = screen;
            this.footer = footer;
        }

        @Override
        public void seen(List<RunMetrics> metrics) {
            last = metrics;
            draw(List.of("", footer));
        }

        /** What was seen last stays. */
        @Override
        public void away(String why) {
            draw(List.of("", why + "; asking again", footer));
        }

        private void draw(List<String> below) {
            List<String> all = new ArrayList<>();
            last.forEach(run -> all.addAll(lines.of(run, screen.columns(), System.nanoTime())));
            screen.show(all, below);
        }
    }

    /** Runs as plain lines, now and then, or as a line of JSON whenever something has changed. */
    private final class RunPrinter implements Watcher {
        private static final long LINE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

        private final Map<String, Long> printed = new HashMap<>();
        private long lastLine = System.nanoTime();

        @Override
        public void seen(List<RunMetrics> metrics) {
            if (json) {
                metrics.stream().filter(this::hasChanged).forEach(run -> print(Json.line(run)));
            } else if (isTimeForALine()) {
                metrics.stream()
                        .filter(this::hasChanged)
                        .forEach(run -> say(
                                "answers of " + run.run() + ": " + run.counted() + " of " + RunWatch.outcomes(run)));
            }
        }

        @Override
        public void away(String why) {
            if (isTimeForALine()) {
                say(why + "; asking again");
            }
        }

        private boolean hasChanged(RunMetrics run) {
            Long counted = run.counted();
            return !counted.equals(printed.put(run.run(), counted));
        }

        private boolean isTimeForALine() {
            boolean time = System.nanoTime() - lastLine >= LINE_EVERY_NANOS;
            if (time) {
                lastLine = System.nanoTime();
            }
            return time;
        }
    }
}
