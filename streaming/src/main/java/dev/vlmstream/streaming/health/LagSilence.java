package dev.vlmstream.streaming.health;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long the cluster has not told a loop's lag, which it is asked for all the time. A loop that waits for records sees
 * nothing of a cut link: Kafka's consumer keeps returning none.
 */
final class LagSilence {
    /** Longer than the cluster takes to answer, and the time between two questions. */
    private static final Duration USUAL = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private volatile long toldAt;

    LagSilence(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        told();
    }

    void told() {
        toldAt = nanoTime.getAsLong();
    }

    /** What to add to a sentence about the loop; empty while the lag is told. */
    String complaint() {
        Duration silent = Duration.ofNanos(nanoTime.getAsLong() - toldAt);
        return silent.compareTo(USUAL) > 0 ? "; Kafka has not told its lag for " + silent.toSeconds() + " s" : "";
    }
}
