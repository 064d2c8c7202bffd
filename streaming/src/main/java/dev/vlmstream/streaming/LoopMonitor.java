package dev.vlmstream.streaming;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What is known of a loop from outside: its counters, and how old the batch is that it works on. */
public final class LoopMonitor {
    private final String name;
    private final Counter records;
    private final Counter results;
    private final Counter deadLetters;
    private final Counter restarts;
    private final DistributionSummary sizes;
    private final Timer batches;
    private volatile long begunAt;
    private volatile boolean inFlight;
    private volatile boolean open;
    private volatile Throwable failure;

    LoopMonitor(String name, MeterRegistry registry) {
        this.name = name;
        records = registry.counter("vlmstream.records", "loop", name);
        results = registry.counter("vlmstream.results", "loop", name);
        deadLetters = registry.counter("vlmstream.dead.letters", "loop", name);
        restarts = registry.counter("vlmstream.loop.restarts", "loop", name);
        sizes = registry.summary("vlmstream.batch.size", "loop", name);
        batches = Timer.builder("vlmstream.batch.seconds")
                .tag("loop", name)
                .publishPercentileHistogram()
                .register(registry);
        Gauge.builder(
                        "vlmstream.oldest.batch.seconds",
                        this,
                        m -> m.oldestBatch().toMillis() / 1000.0)
                .tag("loop", name)
                .register(registry);
    }

    /** The loop's name. */
    public String name() {
        return name;
    }

    /** Age of the batch in flight; zero if there is none. */
    public Duration oldestBatch() {
        return inFlight ? Duration.ofNanos(System.nanoTime() - begunAt) : Duration.ZERO;
    }

    /** Whether the loop has reached Kafka and not ended by an error. */
    public boolean isOpen() {
        return open && failure == null;
    }

    /** Why the loop ended; null while it has not. */
    public Throwable failure() {
        return failure;
    }

    void opened() {
        open = true;
    }

    void begin(int size) {
        begunAt = System.nanoTime();
        inFlight = true;
        sizes.record(size);
    }

    void committed(int recordCount, int resultCount, int deadLetterCount) {
        records.increment(recordCount);
        results.increment(resultCount - (double) deadLetterCount);
        deadLetters.increment(deadLetterCount);
    }

    void end() {
        inFlight = false;
        batches.record(System.nanoTime() - begunAt, TimeUnit.NANOSECONDS);
    }

    void restarted() {
        restarts.increment();
    }

    void failed(Throwable cause) {
        failure = cause;
    }
}
