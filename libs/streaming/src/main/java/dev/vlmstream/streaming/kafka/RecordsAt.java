package dev.vlmstream.streaming.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads single records by where they lie. */
public final class RecordsAt {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    /** Reading on is cheaper than seeking, up to this many records. */
    private static final long WORTH_READING_OVER = 400;

    private RecordsAt() {}

    /**
     * Reads records of one partition in their order.
     *
     * @param consumer without a group; it is assigned the partition
     * @param offsets before its end; at least one
     * @param taker takes a record; false: no more are wanted
     * @return the offsets at which there is no record, or no more
     * @throws TimeoutException if the broker does not answer
     */
    public static Set<Long> read(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            Set<Long> offsets,
            Predicate<ConsumerRecord<byte[], byte[]>> taker) {
        TreeSet<Long> missing = new TreeSet<>(offsets);
        Set<Long> gone = new TreeSet<>();
        consumer.assign(List.of(partition));
        consumer.seek(partition, missing.first());
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!missing.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                if (missing.remove(record.offset()) && !taker.test(record)) {
                    return gone;
                }
            }
            long position = consumer.position(partition);
            move(missing.headSet(position), gone);
            if (!missing.isEmpty() && missing.first() - position > WORTH_READING_OVER) {
                consumer.seek(partition, missing.first());
            }
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(partition + ": " + missing.size() + " records could not be read within "
                        + TIMEOUT.toSeconds() + " s");
            }
        }
        return gone;
    }

    /** The end of a partition; 0 of one that there is not. What lies behind would be waited for in vain. */
    public static long end(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        boolean exists = consumer.partitionsFor(partition.topic()).stream()
                .anyMatch(info -> info.partition() == partition.partition());
        return exists ? consumer.endOffsets(List.of(partition)).get(partition) : 0;
    }

    private static void move(Set<Long> from, Set<Long> to) {
        to.addAll(from);
        from.clear();
    }
}
