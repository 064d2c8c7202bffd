package dev.vlmstream.cli.runs;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.runs.RunDetails;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Waits until the scoring service shows a change, so that the next command sees it. What was written to Kafka is done;
 * a service that is away or slow shows it later.
 */
final class ScoringWait {
    private static final int ASKED = 50;
    private static final long PAUSE_MS = 100;

    private ScoringWait() {}

    static void await(Target target, String run, Predicate<RunDetails> change) {
        poll(target, scoring -> change.test(scoring.run(run)));
    }

    static void awaitMetrics(Target target, String run, Predicate<RunMetrics> change) {
        poll(target, scoring -> change.test(scoring.metrics(run)));
    }

    static void awaitGone(Target target, String run) {
        poll(target, scoring -> scoring.metricsIfKnown(run).isEmpty());
    }

    private static void poll(Target target, Function<ScoringClient, Boolean> shown) {
        try {
            for (int i = 0; i < ASKED && target.scoring().isPresent(); i++) {
                if (shown.apply(target.scoring().get())) {
                    return;
                }
                Thread.sleep(PAUSE_MS);
            }
        } catch (CommandFailure e) {
            // It is away; nothing depends on it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
