package dev.vlmstream.streaming.health;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How long the cluster has not answered a question that it is asked all the time. A loop that waits for records sees nothing of
 * a cut link: Kafka's consumer keeps returning none.
 */
final class Silence {
    /** Longer than the cluster takes to answer, and the time between two questions. */
    private static final Duration USUAL = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private volatile long answeredAt;

    Silence(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        answered();
    }

    void answered() {
        answeredAt = nanoTime.getAsLong();
    }

    /** How long there has been no answer; empty while that is no longer than usual. */
    Optional<Duration> unusual() {
        Duration silent = Duration.ofNanos(nanoTime.getAsLong() - answeredAt);
        return Optional.of(silent).filter(time -> time.compareTo(USUAL) > 0);
    }
}
