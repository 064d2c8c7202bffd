package dev.vlmstream.datasets.sources.download;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes a body that brings next to nothing: Java's HTTP client would wait for its next byte for ever, and a byte now and
 * then would keep whoever only waits for the next one.
 */
public final class StallGuard extends FilterInputStream {

    /** A body that ends in time may be shorter. */
    private static final long LEAST = 16 << 10;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "stall-guard");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicLong came = new AtomicLong();

    /** @param patience how long {@value #LEAST} bytes, or what is left, may take */
    public StallGuard(InputStream body, Duration patience) {
        super(body);
        clock.scheduleAtFixedRate(this::look, patience.toNanos(), patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        if (came.getAndSet(0) < LEAST) {
            try {
                in.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        came.addAndGet(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
        int n = super.read(bytes, from, most);
        came.addAndGet(Math.max(0, n));
        return n;
    }

    @Override
    public void close() throws IOException {
        clock.shutdownNow();
        super.close();
    }
}
