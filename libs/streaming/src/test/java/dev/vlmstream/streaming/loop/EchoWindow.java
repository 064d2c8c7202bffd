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
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** As {@link EchoHandler}, side by side: each value takes as long as the test says, or fails with what that throws. */
final class EchoWindow implements WindowHandler {
    private static final ScheduledExecutorService CLOCK = Executors.newScheduledThreadPool(4, work -> {
        Thread thread = new Thread(work, "echo-clock");
        thread.setDaemon(true);
        return thread;
    });

    private final EchoHandler echo = new EchoHandler();
    private final int most;
    private final Function<String, CompletableFuture<?>> work;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private volatile int highest;

    private EchoWindow(Function<String, CompletableFuture<?>> work, int most) {
        this.most = most;
        this.work = work;
    }

    /** Each value takes as many milliseconds as it is said to. */
    EchoWindow(int most, ToLongFunction<String> millis) {
        this(value -> after(millis.applyAsLong(value)), most);
    }

    /** Each value is under way until its future is complete. */
    static EchoWindow until(int most, Function<String, CompletableFuture<?>> work) {
        return new EchoWindow(work, most);
    }

    static CompletableFuture<?> after(long millis) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        CLOCK.schedule(() -> end.complete(null), millis, TimeUnit.MILLISECONDS);
        return end;
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
        try {
            return work.apply(new String(record.value(), StandardCharsets.UTF_8))
                    .thenApply(done -> {
                        underWay.decrementAndGet();
                        return outbox -> echo.handle(List.of(record), outbox);
                    });
        } catch (RuntimeException e) {
            underWay.decrementAndGet();
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
        echo.giveUp(record, cause, outbox);
    }
}
