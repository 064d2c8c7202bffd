package dev.vlmstream.inference.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A model's threads: what is asked side by side. */
final class RequestThreads implements AutoCloseable {
    private final String name;
    private final ExecutorService threads;

    RequestThreads(String name, int most) {
        this.name = name;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(most, work -> {
            Thread thread = new Thread(work, "remote-" + name + "-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Does all, begun in this order.
     *
     * @return what came of each, in order
     * @throws CancellationException if the thread is interrupted
     */
    <T> List<T> all(List<Callable<T>> work) {
        List<Future<T>> pending = new ArrayList<>(work.size());
        work.forEach(one -> pending.add(threads.submit(one)));
        try {
            List<T> done = new ArrayList<>(work.size());
            for (Future<T> one : pending) {
                done.add(one.get());
            }
            return done;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                // The store's and the log's own: whoever asks tells by their kind whether to ask again.
                throw failure;
            }
            throw new IllegalStateException(name + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException(name + ": interrupted while waiting for answers");
        } finally {
            pending.forEach(future -> future.cancel(true));
        }
    }

    /** Ends the threads; what is under way is given up. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
