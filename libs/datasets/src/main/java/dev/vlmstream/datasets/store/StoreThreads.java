package dev.vlmstream.datasets.store;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads for calls side by side; they end with the process. */
final class StoreThreads {
    private static final int COUNT = 16;

    private StoreThreads() {}

    static ExecutorService pool(String name) {
        return Executors.newFixedThreadPool(COUNT, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What came, or what was thrown. */
    static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while waiting for the image store", e);
        }
    }
}
