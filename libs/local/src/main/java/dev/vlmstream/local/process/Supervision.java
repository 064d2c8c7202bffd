package dev.vlmstream.local.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the processes of a stack share. Deaths and restarts are processed on one thread and reported on another, so that nothing of
 * ours is held while somebody else's code runs, and whoever listens may take as long as he likes.
 */
public final class Supervision implements Executor, AutoCloseable {
    private static final int PROBES = 4;

    private final Restarts restarts;
    private final LifeLimits limits;
    private final Duration patience;
    private final Consumer<String> events;
    private final Runnable changes;
    private volatile @Nullable String lastFailure;
    private final ScheduledExecutorService owner = Executors.newSingleThreadScheduledExecutor(named("supervisor"));
    private final ScheduledExecutorService probes = Executors.newScheduledThreadPool(PROBES, named("health"));
    private final ExecutorService reporting = Executors.newSingleThreadExecutor(named("events"));

    /**
     * @param restarts what happens to processes that die; where they are started again, those that hang are killed
     * @param patience how long one that was started again may stand still before it has answered
     * @param events hears, in words, what happens to the processes
     * @param changes run when a process was started or died, and now and then
     */
    public Supervision(
            Restarts restarts, LifeLimits limits, Duration patience, Consumer<String> events, Runnable changes) {
        this.restarts = restarts;
        this.limits = limits;
        this.patience = patience;
        this.events = events;
        this.changes = changes;
    }

    private static java.util.concurrent.ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, "stack-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }

    Restarts restarts() {
        return restarts;
    }

    LifeLimits limits() {
        return limits;
    }

    Duration patience() {
        return patience;
    }

    /** Passes an event on, without waiting for whoever hears it. */
    public void report(String event) {
        submit(reporting, () -> events.accept(event));
    }

    void changed() {
        execute(changes);
    }

    /** Runs it on the thread that works off deaths and restarts; not any more once this is closed. */
    @Override
    public void execute(Runnable task) {
        submit(owner, task);
    }

    /** As {@link #execute}, and waits until it is done. */
    public void run(Runnable task) {
        CountDownLatch done = new CountDownLatch(1);
        execute(() -> {
            try {
                task.run();
            } finally {
                done.countDown();
            }
        });
        try {
            while (!isClosed() && !done.await(100, TimeUnit.MILLISECONDS)) {
                // What is still to be done when this is closed is not done any more.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void submit(Executor executor, Runnable task) {
        try {
            executor.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            // Closed: the stack ends, and nothing is started or reported any more.
        }
    }

    void later(Duration wait, Runnable task) {
        try {
            owner.schedule(() -> guarded(task), wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // As above.
        }
    }

    /** Looks after those processes from now on. */
    public void watch(Iterable<Supervised> processes) {
        repeat(owner, changes);
        if (restarts.enabled()) {
            processes.forEach(process -> repeat(probes, process.watch()));
        }
    }

    private void repeat(ScheduledExecutorService executor, Runnable task) {
        long every = limits.every().toMillis();
        executor.scheduleWithFixedDelay(() -> guarded(task), every, every, TimeUnit.MILLISECONDS);
    }

    /** One failure ends neither the thread nor what is repeated; one that is repeated, too, is reported once. */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            String failure = "the supervisor met a failure and continues: " + e.getMessage();
            if (!failure.equals(lastFailure)) {
                lastFailure = failure;
                report(failure);
            }
        }
    }

    public boolean isClosed() {
        return owner.isShutdown();
    }

    /** Reports what is still to be reported, and changes nothing any more. */
    @Override
    public void close() {
        owner.shutdownNow();
        probes.shutdownNow();
        reporting.shutdown();
        try {
            owner.awaitTermination(5, TimeUnit.SECONDS);
            reporting.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What happens when a process dies.
     *
     * @param enabled whether it is started again
     * @param first how long that waits the first time; twice as long each time it dies young
     * @param longest how long it waits at most
     */
    public record Restarts(boolean enabled, Duration first, Duration longest) {
        public static final Restarts DEFAULT = new Restarts(true, Duration.ofMillis(250), Duration.ofSeconds(15));
        public static final Restarts NONE = new Restarts(false, Duration.ZERO, Duration.ZERO);
    }

    /**
     * When a process that runs is killed, to be started again.
     *
     * @param every the interval of checks
     * @param downs this many times in a row it says itself that it is down
     * @param silence for so long it answers nothing: hung or stopped, not merely on a busy machine
     * @param silences and this many times in a row
     */
    public record LifeLimits(Duration every, int downs, Duration silence, int silences) {
        public static final LifeLimits DEFAULT = new LifeLimits(Duration.ofSeconds(5), 3, Duration.ofSeconds(60), 6);

        public LifeLimits {
            if (every.isNegative() || every.isZero() || downs < 1 || silences < 1) {
                throw new IllegalArgumentException("processes are checked every " + every + ", killed after " + downs
                        + " or " + silences + " answers");
            }
        }
    }
}
