package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.rest.Trouble;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.metrics.VerdictMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Follows a run until it is complete.
 *
 * @param patience how long nothing may happen before the run is given up
 */
public record RunWatch(ScoringClient scoring, Duration patience) {
    private static final long POLL_MS = 400;
    /**
     * After this time, the service is asked why a run stands still, and a known run that it no longer finds counts as deleted. Not at
     * once: another replica of the service may answer, which is still catching up.
     */
    private static final Duration STANDSTILL = Duration.ofSeconds(5);

    /**
     * Returns the metrics of the complete run. A scoring service that is being started again is waited for, like a run that
     * does not move.
     *
     * @throws CommandFailure if nothing happens for as long as the patience lasts, the run can never be complete, or was deleted
     */
    public RunMetrics untilComplete(String run, Progress progress, Watcher watcher) {
        Optional<RunMetrics> metrics = Optional.empty();
        long counted = -1;
        long last = System.nanoTime();
        long askedAt = last;
        long knownAt = last;
        String reason = "";
        while (true) {
            String trouble = reason;
            boolean gone = false;
            try {
                Optional<RunMetrics> known = scoring.metricsIfKnown(run);
                gone = known.isEmpty() && metrics.isPresent();
                metrics = gone ? metrics : known;
                known.ifPresent(seen -> watcher.seen(List.of(seen)));
            } catch (CommandFailure e) {
                trouble = e.getMessage();
                watcher.away(trouble);
            }
            if (!gone) {
                knownAt = System.nanoTime();
            } else if (System.nanoTime() - knownAt > Math.min(STANDSTILL.toNanos(), patience.toNanos())) {
                progress.interrupt();
                throw new CommandFailure("run \"" + run + "\" was deleted while it was waited for");
            }
            long now = metrics.map(RunWatch::done).orElse(0L);
            long total = metrics.map(RunWatch::total).orElse(0L);
            String note = metrics.map(RunWatch::note).orElse("");
            if (metrics.filter(RunWatch::isDone).isPresent()) {
                progress.finish(now, total, note);
                return metrics.get();
            }
            String problem = metrics.map(RunMetrics::problem).orElse(null);
            if (problem != null) {
                progress.interrupt();
                throw new CommandFailure("run \"" + run + "\" will never be complete: " + problem
                        + "; see its numbers so far with `vlmstream metrics " + run
                        + "`, and push again under another --run");
            }
            if (now != counted) {
                counted = now;
                last = System.nanoTime();
                reason = "";
            } else if (System.nanoTime() - Math.max(last, askedAt) > STANDSTILL.toNanos()) {
                askedAt = System.nanoTime();
                reason = reason();
            }
            progress.show(now, Math.max(1, total), trouble.isEmpty() ? note : trouble);
            if (System.nanoTime() - last > patience.toNanos()) {
                progress.interrupt();
                throw trouble.isEmpty() ? stalled(run, metrics, now, total) : new CommandFailure(trouble);
            }
            pause(POLL_MS, "waiting for the run");
        }
    }

    /** Why nothing moves, as far as the scoring service sees it; empty if it does not. */
    private String reason() {
        try {
            return scoring.troubles().stream().map(Trouble::text).collect(Collectors.joining("; "));
        } catch (CommandFailure e) {
            // It is away, which the next question about the run tells, or another version's.
            return "";
        }
    }

    private CommandFailure stalled(String run, Optional<RunMetrics> metrics, long done, long total) {
        StringBuilder message = new StringBuilder("run \"" + run + "\" has not moved for " + patience.toSeconds()
                + " s: " + done + " of " + total + " answers and verdicts");
        metrics.ifPresent(known -> known.models()
                .forEach(model -> message.append("\n  ")
                        .append(model.model())
                        .append(": ")
                        .append(model.counted())
                        .append(" of ")
                        .append(items(known))));
        return new CommandFailure(message + "\nsee the services' health with `vlmstream status`, and their logs in"
                + " the logs folder of the data directory; push again under the same --run to continue");
    }

    /** Every item has an outcome, and every answer its judges' verdicts, if the run has judges. */
    private static boolean isDone(RunMetrics metrics) {
        return metrics.complete() && !Boolean.FALSE.equals(metrics.judged());
    }

    private static long done(RunMetrics metrics) {
        return metrics.counted() + verdicts(metrics, VerdictMetrics::judged);
    }

    private static long total(RunMetrics metrics) {
        return outcomes(metrics) + verdicts(metrics, VerdictMetrics::answers);
    }

    /** How many outcomes the run will have, as far as its items are known. */
    public static long outcomes(RunMetrics metrics) {
        return items(metrics) * metrics.models().size();
    }

    private static long items(RunMetrics metrics) {
        return metrics.items() == null ? 0 : metrics.items();
    }

    private static long verdicts(RunMetrics metrics, ToLongFunction<VerdictMetrics> count) {
        return metrics.models().stream()
                .flatMap(model -> model.verdicts().values().stream())
                .mapToLong(count)
                .sum();
    }

    private static String note(RunMetrics metrics) {
        return metrics.failed() == 0 ? "" : metrics.failed() + " failed";
    }

    /** @param doing for the message if this thread is interrupted meanwhile */
    public static void pause(long millis, String doing) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while " + doing, e);
        }
    }

    /** Told what is seen of runs that are being followed. */
    @FunctionalInterface
    public interface Watcher {
        /** For whoever waits only for the end. */
        Watcher NONE = metrics -> {};

        /** Their metrics, each time they are asked for. */
        void seen(List<RunMetrics> metrics);

        /** The scoring service cannot be asked just now, and why; it will be asked again. */
        default void away(String why) {}
    }
}
