package dev.vlmstream.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.push.RunWatch;
import dev.vlmstream.cli.rest.ScoringClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Follows the runs that are going on, and those that begin meanwhile, until none is. */
public final class AllRunsWatch {
    private static final long POLL_MS = 500;

    private final ScoringClient scoring;
    private final Duration patience;

    /** @param patience how long nothing may happen before the runs are given up */
    public AllRunsWatch(ScoringClient scoring, Duration patience) {
        this.scoring = scoring;
        this.patience = patience;
    }

    /**
     * The metrics of all runs that were seen going on, when none is any more.
     *
     * @param updates told the metrics of those each time they are asked for
     * @throws CommandFailure if nothing happens for as long as the patience lasts
     */
    public List<JsonNode> untilComplete(Consumer<List<JsonNode>> updates) {
        Set<String> seen = new LinkedHashSet<>();
        long counted = -1;
        long last = System.nanoTime();
        while (true) {
            boolean going = false;
            for (JsonNode run : scoring.runs(false)) {
                if (!run.path("complete").asBoolean()) {
                    going = true;
                    seen.add(run.path("run").asText());
                }
            }
            List<JsonNode> metrics = metrics(seen);
            if (!going) {
                return metrics;
            }
            long now = metrics.stream().mapToLong(RunWatch::counted).sum();
            if (now != counted) {
                counted = now;
                last = System.nanoTime();
            }
            updates.accept(metrics);
            if (System.nanoTime() - last > patience.toNanos()) {
                throw new CommandFailure("nothing has moved for " + patience.toSeconds() + " s in "
                        + unfinished(metrics) + "; see the services' health with `vlmstream status`");
            }
            pause();
        }
    }

    private List<JsonNode> metrics(Set<String> runs) {
        List<JsonNode> metrics = new ArrayList<>();
        // One that is deleted meanwhile is left out.
        runs.forEach(run -> scoring.metricsIfKnown(run).ifPresent(metrics::add));
        return metrics;
    }

    private static String unfinished(List<JsonNode> metrics) {
        List<String> names = new ArrayList<>();
        for (JsonNode run : metrics) {
            if (!run.path("complete").asBoolean()) {
                names.add(run.path("run").asText());
            }
        }
        return String.join(", ", names);
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while watching", e);
        }
    }
}
