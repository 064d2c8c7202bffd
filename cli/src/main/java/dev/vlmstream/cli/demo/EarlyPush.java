package dev.vlmstream.cli.demo;

import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.push.Ahead;
import dev.vlmstream.cli.push.ImageLimit;
import dev.vlmstream.cli.push.Pusher;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.schemas.cluster.Cluster;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * A run that is pushed as soon as Kafka is there: the services, which are starting meanwhile, find its items. Images lie in the
 * records, since nobody takes them yet.
 */
public final class EarlyPush {
    private final Planned planned;
    private FutureTask<String> pushing;

    /** Plans the run, which takes as long as reading its dataset. */
    @FunctionalInterface
    public interface Planned {
        /** @param notices told what was decided and might surprise */
        RunPlan plan(Consumer<String> notices) throws DatasetException;
    }

    public EarlyPush(Planned planned) {
        this.planned = planned;
    }

    /**
     * Plans and pushes on a thread of its own.
     *
     * @param say told when all is pushed, and what might surprise
     */
    public void begin(Cluster cluster, Consumer<String> say) {
        Target target = new Target(cluster, Optional.empty(), Optional.empty(), List.of(), List.of());
        pushing = new FutureTask<>(() -> {
            RunPlan plan = planned.plan(say);
            String run = plan.manifest().getRun();
            int items = new Pusher(target, ImageLimit.DEFAULT, say).push(plan, Progress.NONE);
            say.accept(Progress.line("pushing " + run, items, items));
            return run;
        });
        Thread thread = new Thread(pushing, "early-push");
        // A stack that does not start ends the command.
        thread.setDaemon(true);
        thread.start();
    }

    /** The run's id, once all of it is pushed. */
    String await() throws DatasetException {
        return Ahead.result(pushing, DatasetException.class, "pushing");
    }
}
