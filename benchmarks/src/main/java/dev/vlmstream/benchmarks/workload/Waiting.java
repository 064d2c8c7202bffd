package dev.vlmstream.benchmarks.workload;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what comes by itself. */
public final class Waiting {
    private static final long POLL_MS = 250;

    private Waiting() {}

    /** @throws IllegalStateException saying what did not come */
    public static void until(String what, Duration patience, BooleanSupplier come) {
        if (!comes(patience, come)) {
            throw new IllegalStateException("waited " + patience.toSeconds() + " s in vain until " + what);
        }
    }

    /** Whether it came in time. */
    public static boolean comes(Duration patience, BooleanSupplier come) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!come.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause(Duration.ofMillis(POLL_MS));
        }
        return true;
    }

    public static void pause(Duration time) {
        try {
            Thread.sleep(Math.max(0, time.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
