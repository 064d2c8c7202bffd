package dev.vlmstream.cli.demo;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.push.Pusher;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.cli.push.RunWatch;
import dev.vlmstream.cli.push.RunWatch.Watcher;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * Pushes runs of the demo and waits for their answers.
 *
 * @param err where progress is shown
 */
public record DemoClient(Target target, PrintWriter err) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_MS = 300;

    /** The numbers of the whole run. */
    public RunMetrics run(RunPlan plan) {
        String id = plan.manifest().getRun();
        new Pusher(target, Pusher.IMAGE_LIMIT, this::say).push(plan, new Progress(err, "pushing " + id));
        return complete(id);
    }

    /** The numbers of the whole run, which is being pushed already. */
    public RunMetrics run(EarlyPush push) throws DatasetException {
        return complete(push.await());
    }

    /** The numbers of a run that somebody else pushes, once it is complete. */
    public RunMetrics complete(String run) {
        return new RunWatch(scoring(), PATIENCE)
                .untilComplete(run, new Progress(err, "answers of " + run), Watcher.NONE);
    }

    /**
     * Waits until a service answers for a model that it has yet to load.
     *
     * @throws CommandFailure if none does for as long as the patience lasts
     */
    void awaitModel(String model) throws InterruptedException {
        long begun = System.nanoTime();
        while (scoring().models().stream().noneMatch(known -> known.model().equals(model) && !known.away())) {
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new CommandFailure("no service answers for " + model + " after " + PATIENCE.toSeconds()
                        + " s; the decode service's log in the logs folder of the data directory says why");
            }
            Thread.sleep(POLL_MS);
        }
    }

    public ScoringClient scoring() {
        return target.scoring().orElseThrow();
    }

    void say(String line) {
        err.println(line);
    }
}
