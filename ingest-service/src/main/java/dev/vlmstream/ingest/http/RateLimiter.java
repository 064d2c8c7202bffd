package dev.vlmstream.ingest.http;

import java.util.concurrent.TimeUnit;

/** Lets this many pass in a second, evenly; who comes too early waits. */
final class RateLimiter {
    private final long interval;
    private long next = System.nanoTime();

    /** @param perSecond 0: no limit */
    RateLimiter(int perSecond) {
        this.interval = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    void await() throws InterruptedException {
        if (interval > 0) {
            TimeUnit.NANOSECONDS.sleep(turn());
        }
    }

    private synchronized long turn() {
        long now = System.nanoTime();
        long wait = Math.max(0, next - now);
        next = now + wait + interval;
        return wait;
    }
}
