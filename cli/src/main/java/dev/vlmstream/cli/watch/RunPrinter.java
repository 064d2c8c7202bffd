package dev.vlmstream.cli.watch;

import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.push.RunWatch;
import dev.vlmstream.cli.push.RunWatch.Watcher;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs as plain lines, now and then, or as a line of JSON whenever something has changed. */
public final class RunPrinter implements Watcher {
    private static final long LINE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final Map<String, Long> printed = new HashMap<>();
    private long lastLine = System.nanoTime();

    /**
     * @param out gets the JSON
     * @param err gets words
     */
    public RunPrinter(PrintWriter out, PrintWriter err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    @Override
    public void seen(List<RunMetrics> metrics) {
        if (json) {
            metrics.stream().filter(this::hasChanged).forEach(run -> out.println(Json.line(run)));
            out.flush();
        } else if (isTimeForALine()) {
            metrics.stream()
                    .filter(this::hasChanged)
                    .forEach(run -> err.println(
                            "answers of " + run.run() + ": " + run.counted() + " of " + RunWatch.outcomes(run)));
            err.flush();
        }
    }

    @Override
    public void away(String why) {
        if (isTimeForALine()) {
            err.println(why + "; asking again");
            err.flush();
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
