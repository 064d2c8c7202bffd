package dev.vlmstream.scoring.service;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What waits in the partitions that this process has: from what was last committed to the last record that can be read. */
final class Backlog {
    private final Map<TopicPartition, Waiting> partitions = new HashMap<>();

    /** A partition. Offsets are of the record that comes next. */
    private static final class Waiting {
        private final Consumer<?, ?> reader;
        private final Deque<Batch> batches = new ArrayDeque<>();
        private long committed;
        private long end;

        Waiting(Consumer<?, ?> reader, long committed) {
            this.reader = reader;
            this.committed = committed;
            this.end = committed;
        }

        void committed(long offset) {
            committed = Math.max(committed, offset);
            while (!batches.isEmpty() && batches.getFirst().end() <= committed) {
                batches.removeFirst();
            }
        }

        /** How much waits. The last offsets of a log are often marks of transactions, which nobody has to work on. */
        long records() {
            return Math.max(0, end - committed);
        }
    }

    /** Records that came together and are not all committed: where they end, and when the first of them was written. */
    private record Batch(long end, long timestamp) {}

    /** Called by the reader's thread after each poll. */
    synchronized void polled(Consumer<?, ?> reader, ConsumerRecords<byte[], byte[]> records) {
        Set<TopicPartition> assigned = reader.assignment();
        partitions.entrySet().removeIf(at -> at.getValue().reader == reader && !assigned.contains(at.getKey()));
        for (TopicPartition partition : assigned) {
            polled(reader, partition, records.records(partition));
        }
    }

    private void polled(Consumer<?, ?> reader, TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        OptionalLong ahead = reader.currentLag(partition);
        if (records.isEmpty() && ahead.isEmpty()) {
            // It is not known yet where reading begins, and the question would block.
            return;
        }
        long position = reader.position(partition);
        long begun = records.isEmpty() ? position : records.get(0).offset();
        Waiting waiting = partitions.get(partition);
        if (waiting == null || waiting.reader != reader) {
            waiting = new Waiting(reader, begun);
            partitions.put(partition, waiting);
        }
        if (!records.isEmpty()) {
            ConsumerRecord<byte[], byte[]> last = records.get(records.size() - 1);
            long written = records.get(0).timestamp();
            waiting.batches.addLast(new Batch(last.offset() + 1, written < 0 ? System.currentTimeMillis() : written));
        }
        waiting.end = position + ahead.orElse(0);
    }

    synchronized void closed(Consumer<?, ?> reader) {
        partitions.values().removeIf(waiting -> waiting.reader == reader);
    }

    synchronized void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            Waiting waiting = partitions.get(partition);
            if (waiting != null) {
                waiting.committed(offset.offset());
            }
        });
    }

    /** How many records of a topic wait, over the partitions that this process has. */
    synchronized long records(String topic) {
        return partitions.entrySet().stream()
                .filter(at -> at.getKey().topic().equals(topic))
                .mapToLong(at -> at.getValue().records())
                .sum();
    }

    /** Seconds since the oldest record that is not committed was written, by its timestamp; 0 if none waits. */
    synchronized double oldestSeconds(long now) {
        long oldest = partitions.values().stream()
                .filter(waiting -> !waiting.batches.isEmpty())
                .mapToLong(waiting -> waiting.batches.getFirst().timestamp())
                .min()
                .orElse(now);
        return Math.max(0, now - oldest) / 1000.0;
    }
}
