package dev.vlmstream.cli.watch;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.push.RunWatch;
import dev.vlmstream.cli.push.RunWatch.Watcher;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.runs.RunSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Follows the runs that are running, and those that begin meanwhile, until none is.
 *
 * @param patience how long nothing may happen before the runs are given up
 */
public record AllRunsWatch(ScoringClient scoring, Duration patience) {
    private static final long POLL_MS = 500;

    /**
     * The metrics of all runs that were seen running, once none is any more. A scoring service that is being started again
     * is waited for.
     *
     * @throws CommandFailure if it cannot be reached at the start, or nothing happens for as long as the patience lasts
     */
    public List<RunMetrics> untilComplete(Watcher watcher) {
        Set<String> seen = new LinkedHashSet<>();
        boolean going = look(seen);
        List<RunMetrics> metrics = metrics(seen);
        long counted = -1;
        long last = System.nanoTime();
        while (going) {
            String trouble = "";
            try {
                boolean more = look(seen);
                metrics = metrics(seen);
                watcher.seen(metrics);
                going = more;
            } catch (CommandFailure e) {
                trouble = e.getMessage();
                watcher.away(trouble);
            }
            long now = metrics.stream().mapToLong(RunMetrics::counted).sum();
            if (now != counted) {
                counted = now;
                last = System.nanoTime();
            }
            if (System.nanoTime() - last > patience.toNanos()) {
                throw new CommandFailure(trouble.isEmpty() ? stalled(metrics) : trouble);
            }
            RunWatch.pause(POLL_MS, "watching");
        }
        return metrics;
    }

    /** Whether a run is running; those that are join the ones seen. */
    private boolean look(Set<String> seen) {
        boolean going = false;
        for (RunSummary run : scoring.runs(false)) {
            if (!run.ended()) {
                going = true;
                seen.add(run.run());
            }
        }
        return going;
    }

    private String stalled(List<RunMetrics> metrics) {
        return "nothing has moved for " + patience.toSeconds() + " s in " + unfinished(metrics)
                + "; see the services' health with `vlmstream status`";
    }

    private List<RunMetrics> metrics(Set<String> runs) {
        List<RunMetrics> metrics = new ArrayList<>();
        // One that is deleted meanwhile is left out.
        runs.forEach(run -> scoring.metricsIfKnown(run).ifPresent(metrics::add));
        return metrics;
    }

    private static String unfinished(List<RunMetrics> metrics) {
        return metrics.stream().filter(run -> !run.ended()).map(RunMetrics::run).collect(Collectors.joining(", "));
    }
}
