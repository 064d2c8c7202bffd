package dev.vlmstream.streaming.loop;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Records that come again although results of them are written ({@link Outbox#revisit}). They lie between the offset that is
 * committed and the one that is written in its metadata, which is committed in the same transaction: whoever reads the partition next
 * knows what is written already.
 */
final class Revisits {
    private final Map<TopicPartition, Long> workedTo = new HashMap<>();
    private final Set<TopicPartition> learned = new HashSet<>();
    private int generation = Integer.MIN_VALUE;

    /** Asks Kafka for what others left in the partitions that are ours now; before anything is worked on or committed there. */
    void learn(Consumer<?, ?> consumer) {
        int now = consumer.groupMetadata().generationId();
        if (now != generation) {
            forget();
            generation = now;
        }
        Set<TopicPartition> unknown = new HashSet<>(consumer.assignment());
        unknown.removeAll(learned);
        if (!unknown.isEmpty()) {
            consumer.committed(unknown).forEach(this::know);
            learned.addAll(unknown);
        }
    }

    /** Whether results of a record are written, so that only what was left open is to be done. */
    boolean covers(ConsumerRecord<?, ?> record) {
        return record.offset() < workedTo.getOrDefault(Outbox.partition(record), 0L);
    }

    /**
     * What to commit for a partition.
     *
     * @param offset of the first record that is to come again, or for the first time
     * @param worked behind the last record of which results are written
     */
    OffsetAndMetadata commit(TopicPartition partition, long offset, long worked) {
        long to = Math.max(worked, workedTo.getOrDefault(partition, 0L));
        return to > offset ? new OffsetAndMetadata(offset, String.valueOf(to)) : new OffsetAndMetadata(offset);
    }

    /** This is committed now. */
    void know(TopicPartition partition, @Nullable OffsetAndMetadata committed) {
        long to = committed == null ? 0 : number(committed.metadata());
        if (to > 0) {
            workedTo.put(partition, to);
        } else {
            workedTo.remove(partition);
        }
    }

    void forget() {
        workedTo.clear();
        learned.clear();
    }

    /** Whoever sets offsets by hand wants records to be worked on again, and writes what they like. */
    private static long number(String metadata) {
        try {
            return Long.parseLong(metadata);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
