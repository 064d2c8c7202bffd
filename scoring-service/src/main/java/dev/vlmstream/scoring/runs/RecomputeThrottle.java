package dev.vlmstream.scoring.runs;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Bounds how much of the time a figure takes that is worked out again and again while a run is running: after each time it
 * rests for many times as long. Not safe for several threads.
 */
final class RecomputeThrottle {
    /** A hundredth of the time is worked, the rest rested. */
    private static final int REST = 99;

    private final LongSupplier nanos;
    private long dueAt;
    private boolean begun;

    RecomputeThrottle() {
        this(System::nanoTime);
    }

    /** @param nanos the time, from any origin */
    RecomputeThrottle(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether it has rested for long enough. */
    boolean isDue() {
        return !begun || nanos.getAsLong() - dueAt >= 0;
    }

    /** Does the work and begins to rest. */
    <T> T work(Supplier<T> work) {
        long start = nanos.getAsLong();
        T result = work.get();
        long end = nanos.getAsLong();
        dueAt = end + REST * (end - start);
        begun = true;
        return result;
    }
}
