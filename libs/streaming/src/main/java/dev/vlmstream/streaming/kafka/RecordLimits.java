package dev.vlmstream.streaming.kafka;

import dev.vlmstream.schemas.topics.Topic;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * The largest records that topics take: as the cluster says at the start, or as a refusal teaches. A batch whose result
 * was refused is done again; then it is known that this result cannot be sent.
 */
public final class RecordLimits {
    private final Map<String, Integer> known = new ConcurrentHashMap<>();
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();

    int largest(String topic) {
        return known.getOrDefault(topic, Topic.MAX_RECORD_BYTES);
    }

    /** Takes what the cluster says; never more than producers send. */
    void know(String topic, int bytes) {
        known.put(topic, Math.min(bytes, Topic.MAX_RECORD_BYTES));
    }

    /** Notes the fate of a record that is sent. */
    public Callback watching(ProducerRecord<byte[], byte[]> record) {
        return (sent, failure) -> {
            if (failure instanceof RecordTooLargeException && record.value() != null) {
                refused.merge(record.topic(), record.value().length, Math::max);
            }
        };
    }

    /** The topics of records that were refused since the last call, each with the largest of them in bytes. */
    Map<String, Integer> takeRefused() {
        Map<String, Integer> taken = Map.copyOf(refused);
        refused.keySet().removeAll(taken.keySet());
        return taken;
    }

    /**
     * Where the cluster does not say what topics take: everything in a transaction is refused together, so that of its
     * largest record alone it is known that it was too large.
     */
    void blameLargest(Map<String, Integer> records) {
        records.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .ifPresent(record -> known.merge(record.getKey(), record.getValue(), Math::min));
    }
}
