package dev.vlmstream.inference.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Closes a connection that brings nothing for too long: Java's HTTP client would wait for its next byte for ever. */
final class StallGuard implements AutoCloseable {

    private static final int LOOKS = 4;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "hub-stall-guard");
        thread.setDaemon(true);
        return thread;
    });
    private final long patience;
    private volatile long last = System.nanoTime();

    StallGuard(InputStream body, Duration patience) {
        this.patience = patience.toNanos();
        long period = Math.max(1, this.patience / LOOKS);
        clock.scheduleAtFixedRate(() -> look(body), period, period, TimeUnit.NANOSECONDS);
    }

    /** Something came. */
    void moved() {
        last = System.nanoTime();
    }

    private void look(InputStream body) {
        if (System.nanoTime() - last > patience) {
            try {
                body.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
