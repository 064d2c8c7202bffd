package dev.vlmstream.serving;

import dev.vlmstream.inference.remote.RemoteModel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntSupplier;

/** A loop's concurrent requests to a model's server, each record on its own thread: as many as the server can handle. */
public final class ServerRequests {
    /** Of what the server copes with, so much more is at hand: what has its turn at once does not wait for the loop. */
    private static final int READY_SHARE = 8;

    private final int most;
    private final IntSupplier copesWith;
    private final ExecutorService threads;
    private final AtomicInteger requests = new AtomicInteger();

    public ServerRequests(RemoteModel model) {
        this(model.bundle().name(), model.config().limits().maxConcurrency(), model::concurrency);
    }

    /**
     * @param most requests that are ever under way at once
     * @param copesWith how many the server copes with just now
     */
    ServerRequests(String name, int most, IntSupplier copesWith) {
        this.most = most;
        this.copesWith = copesWith;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "questions-" + name + "-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    int most() {
        return most;
    }

    boolean hasRoom() {
        int copes = copesWith.getAsInt();
        return requests.get() < copes + 1 + copes / READY_SHARE;
    }

    /**
     * Begins to ask about a record.
     *
     * @param count how many requests that takes
     * @param work sends the requests; is given what to run when one of several has ended
     */
    <T> CompletableFuture<T> begin(int count, Function<Runnable, T> work) {
        AtomicInteger left = new AtomicInteger(count);
        requests.addAndGet(count);
        Runnable ended = () -> {
            left.decrementAndGet();
            requests.decrementAndGet();
        };
        return CompletableFuture.supplyAsync(() -> work.apply(ended), threads)
                .whenComplete((answered, failure) -> requests.addAndGet(-left.getAndSet(0)));
    }
}
