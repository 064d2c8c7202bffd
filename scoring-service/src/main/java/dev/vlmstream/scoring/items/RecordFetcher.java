package dev.vlmstream.scoring.items;

import dev.vlmstream.scoring.runs.Position;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads single records by where they lie. A few consumers are kept open and lent to the requests. */
public final class RecordFetcher implements AutoCloseable {
    private static final int KEPT_OPEN = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    /** Reading on is cheaper than seeking, up to this many records. */
    private static final long WORTH_READING_OVER = 400;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final BlockingQueue<Consumer<byte[], byte[]>> idle = new ArrayBlockingQueue<>(KEPT_OPEN);

    public RecordFetcher(Supplier<Consumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
    }

    /**
     * What the reader makes of the values at these positions, one after the other; one that is no longer there is absent.
     *
     * @throws TimeoutException if the broker does not answer
     */
    public <T> Map<Position, T> read(String topic, Collection<Position> positions, Function<byte[], T> reader) {
        Consumer<byte[], byte[]> consumer = idle.poll();
        if (consumer == null) {
            consumer = consumers.get();
        }
        try {
            Map<Position, T> found = new HashMap<>();
            for (var partition : byPartition(positions).entrySet()) {
                read(
                        consumer,
                        new TopicPartition(topic, partition.getKey()),
                        partition.getValue(),
                        (at, value) -> found.put(at, reader.apply(value)));
            }
            giveBack(consumer);
            return found;
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    @Override
    public void close() {
        for (Consumer<byte[], byte[]> consumer = idle.poll(); consumer != null; consumer = idle.poll()) {
            consumer.close();
        }
    }

    private void giveBack(Consumer<byte[], byte[]> consumer) {
        consumer.assign(List.of());
        if (!idle.offer(consumer)) {
            consumer.close();
        }
    }

    private static Map<Integer, TreeSet<Long>> byPartition(Collection<Position> positions) {
        Map<Integer, TreeSet<Long>> offsets = new TreeMap<>();
        positions.forEach(position -> offsets.computeIfAbsent(position.partition(), p -> new TreeSet<>())
                .add(position.offset()));
        return offsets;
    }

    private static void read(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            TreeSet<Long> missing,
            BiConsumer<Position, byte[]> found) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, missing.first());
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!missing.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                if (missing.remove(record.offset())) {
                    found.accept(new Position(record.partition(), record.offset()), record.value());
                }
            }
            long position = consumer.position(partition);
            missing.headSet(position).clear();
            if (!missing.isEmpty() && missing.first() - position > WORTH_READING_OVER) {
                consumer.seek(partition, missing.first());
            }
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(partition + ": " + missing.size() + " records could not be read within "
                        + TIMEOUT.toSeconds() + " s");
            }
        }
    }
}
