package dev.vlmstream.scoring.readmodel;

import dev.vlmstream.scoring.runs.Position;
import dev.vlmstream.streaming.kafka.RecordsAt;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Reads single records by where they lie. A few consumers are kept open and lent to the requests. */
public final class RecordFetcher implements AutoCloseable {
    private static final int KEPT_OPEN = 4;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final BlockingQueue<Consumer<byte[], byte[]>> idle = new ArrayBlockingQueue<>(KEPT_OPEN);

    public RecordFetcher(Supplier<Consumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
    }

    /**
     * What the reader makes of the values at these positions, one after the other; one that is no longer there is absent.
     *
     * @throws org.apache.kafka.common.errors.TimeoutException if the broker does not answer
     */
    public <T> Map<Position, T> read(String topic, Collection<Position> positions, Function<byte[], T> reader) {
        Consumer<byte[], byte[]> consumer = idle.poll();
        if (consumer == null) {
            consumer = consumers.get();
        }
        try {
            Map<Position, T> found = new HashMap<>();
            for (var partition : byPartition(positions).entrySet()) {
                TopicPartition at = new TopicPartition(topic, partition.getKey());
                RecordsAt.read(consumer, at, partition.getValue(), record -> {
                    found.put(new Position(record.partition(), record.offset()), reader.apply(record.value()));
                    return true;
                });
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
}
