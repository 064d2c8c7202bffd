package dev.vlmstream.streaming.loop;

import dev.vlmstream.streaming.kafka.BatchTrace;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** As {@link EchoHandler}, side by side: each value takes as many milliseconds as it is said to, or fails with what that throws. */
final class EchoWindow implements WindowHandler {
    private static final ScheduledExecutorService CLOCK = Executors.newScheduledThreadPool(4, work -> {
        Thread thread = new Thread(work, "echo-clock");
        thread.setDaemon(true);
        return thread;
    });

    private final EchoHandler echo = new EchoHandler();
    private final int most;
    private final ToLongFunction<String> millis;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private volatile int highest;

    EchoWindow(int most, ToLongFunction<String> millis) {
        this.most = most;
        this.millis = millis;
    }

    /** How many were ever under way at once. */
    int highest() {
        return highest;
    }

    /** How many are under way now. */
    int now() {
        return underWay.get();
    }

    /** How often a value was begun. */
    int begun() {
        return begun.get();
    }

    @Override
    public int mostUnderWay() {
        return most;
    }

    @Override
    public boolean hasRoom() {
        return underWay.get() < most;
    }

    @Override
    public CompletableFuture<Consumer<Outbox>> begin(ConsumerRecord<byte[], byte[]> record, BatchTrace trace) {
        begun.incrementAndGet();
        highest = Math.max(highest, underWay.incrementAndGet());
        CompletableFuture<Consumer<Outbox>> end = new CompletableFuture<>();
        long delay;
        try {
            delay = millis.applyAsLong(new String(record.value(), StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            underWay.decrementAndGet();
            end.completeExceptionally(e);
            return end;
        }
        CLOCK.schedule(
                () -> {
                    underWay.decrementAndGet();
                    end.complete(outbox -> echo.handle(List.of(record), outbox));
                },
                delay,
                TimeUnit.MILLISECONDS);
        return end;
    }

    @Override
    public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
        echo.giveUp(record, cause, outbox);
    }
}
