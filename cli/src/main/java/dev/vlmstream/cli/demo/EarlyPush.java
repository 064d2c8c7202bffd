package dev.vlmstream.cli.demo;

import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.push.Prefetcher;
import dev.vlmstream.cli.push.Pusher;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.schemas.cluster.Cluster;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * A run that is planned while Kafka starts, and pushed as soon as ingest is there to open it: the other services, which are starting
 * meanwhile, find its items. Images lie in the records, since nobody may take them yet.
 */
public final class EarlyPush {
    private final Planned planned;
    private final CompletableFuture<Cluster> reachable = new CompletableFuture<>();
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
     * Plans on a thread of its own, which pushes once it knows where to.
     *
     * @param say told when all is pushed, and what might surprise
     */
    public void begin(Consumer<String> say) {
        pushing = new FutureTask<>(() -> {
            RunPlan plan = planned.plan(say);
            String run = plan.manifest().getRun();
            Target target = new Target(
                    new TopicReader(reachable.get(), say), Optional.empty(), Optional.empty(), List.of(), List.of());
            int items = new Pusher(target, Pusher.IMAGE_LIMIT, say).push(plan, Progress.NONE);
            say.accept(Progress.line("pushing " + run, items, items));
            return run;
        });
        Thread thread = new Thread(pushing, "early-push");
        // A stack that does not start ends the command.
        thread.setDaemon(true);
        thread.start();
    }

    /** Kafka is there, with all topics. */
    public void to(Cluster cluster) {
        reachable.complete(cluster);
    }

    /** The run's id, once all of it is pushed. */
    String await() throws DatasetException {
        return Prefetcher.result(pushing, DatasetException.class, "pushing");
    }
}
