package dev.vlmstream.local.process;

import java.time.Duration;

/** How long to wait before a process that died is started again: twice as long each time it dies young. */
final class BackOff {
    private static final long FIRST_MS = 250;
    private static final long LONGEST_MS = 15_000;
    private static final Duration HEALTHY = Duration.ofSeconds(30);

    private long next = FIRST_MS;

    /** @param lived how long the process had run */
    Duration after(Duration lived) {
        if (lived.compareTo(HEALTHY) > 0) {
            next = FIRST_MS;
        }
        Duration wait = Duration.ofMillis(next);
        next = Math.min(LONGEST_MS, next * 2);
        return wait;
    }
}
