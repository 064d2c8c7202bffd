package dev.vlmstream.cli.push;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.MetricsTable;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.rest.ScoringClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Follows a run until it is complete. */
public final class RunWatch {
    private static final long POLL_MS = 400;

    private final ScoringClient scoring;
    private final Duration patience;

    /** @param patience how long nothing may happen before the run is given up */
    public RunWatch(ScoringClient scoring, Duration patience) {
        this.scoring = scoring;
        this.patience = patience;
    }

    /**
     * Returns the metrics of the complete run. A scoring service that is being started again is waited for, like a run that
     * does not move.
     *
     * @throws CommandFailure if nothing happens for as long as the patience lasts
     */
    public JsonNode untilComplete(String run, Progress progress, Watcher watcher) {
        JsonNode metrics = Json.object();
        long counted = -1;
        long last = System.nanoTime();
        while (true) {
            String trouble = "";
            try {
                metrics = known(run, metrics);
                if (!metrics.isEmpty()) {
                    watcher.seen(List.of(metrics));
                }
            } catch (CommandFailure e) {
                trouble = e.getMessage();
                watcher.away(trouble);
            }
            long now = counted(metrics) + judged(metrics);
            if (isDone(metrics)) {
                progress.finish(now, total(metrics), note(metrics));
                return metrics;
            }
            if (now != counted) {
                counted = now;
                last = System.nanoTime();
            }
            progress.show(now, Math.max(1, total(metrics)), trouble.isEmpty() ? note(metrics) : trouble);
            if (System.nanoTime() - last > patience.toNanos()) {
                progress.interrupt();
                throw trouble.isEmpty() ? stalled(run, metrics) : new CommandFailure(trouble);
            }
            pause();
        }
    }

    /** A run that was just pushed may not be known yet; one that was known comes back, or has been deleted. */
    private JsonNode known(String run, JsonNode before) {
        Optional<JsonNode> metrics = scoring.metricsIfKnown(run);
        if (metrics.isEmpty() && !before.isEmpty()) {
            throw new CommandFailure("the scoring service knows no run \"" + run + "\" any more");
        }
        return metrics.orElseGet(Json::object);
    }

    private CommandFailure stalled(String run, JsonNode metrics) {
        StringBuilder message = new StringBuilder("run \"" + run + "\" has not moved for " + patience.toSeconds()
                + " s: " + (counted(metrics) + judged(metrics)) + " of " + total(metrics) + " answers and verdicts");
        for (JsonNode model : metrics.path("models")) {
            message.append("\n  ")
                    .append(model.path("model").asText())
                    .append(": ")
                    .append(counted(model, metrics));
        }
        return new CommandFailure(message + "\nsee the services' health with `vlmstream status`, and their logs in"
                + " the logs folder of the data directory; push again under the same --run to continue");
    }

    private static String counted(JsonNode model, JsonNode run) {
        return outcomes(model) + " of " + run.path("items").asLong();
    }

    /** Items of all models that have an outcome. */
    public static long counted(JsonNode metrics) {
        long counted = 0;
        for (JsonNode model : metrics.path("models")) {
            counted += outcomes(model);
        }
        return counted;
    }

    /** Every item has an outcome, and every answer its judges' verdicts, if the run has judges. */
    private static boolean isDone(JsonNode metrics) {
        return metrics.path("complete").asBoolean() && metrics.path("judged").asBoolean(true);
    }

    private static long judged(JsonNode metrics) {
        long judged = 0;
        for (JsonNode model : metrics.path("models")) {
            for (JsonNode rule : model.path("verdicts")) {
                judged += MetricsTable.verdicts(rule);
            }
        }
        return judged;
    }

    private static long toJudge(JsonNode metrics) {
        long answers = 0;
        for (JsonNode model : metrics.path("models")) {
            for (JsonNode rule : model.path("verdicts")) {
                answers += rule.path("answers").asLong();
            }
        }
        return answers;
    }

    private static long outcomes(JsonNode model) {
        return model.path("answered").asLong()
                + model.path("unparsed").asLong()
                + model.path("refused").asLong()
                + model.path("failed").asLong();
    }

    private static long total(JsonNode metrics) {
        return metrics.path("items").asLong() * metrics.path("models").size() + toJudge(metrics);
    }

    private static String note(JsonNode metrics) {
        long failed = 0;
        for (JsonNode model : metrics.path("models")) {
            failed += model.path("failed").asLong();
        }
        return failed == 0 ? "" : failed + " failed";
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while waiting for the run", e);
        }
    }
}
