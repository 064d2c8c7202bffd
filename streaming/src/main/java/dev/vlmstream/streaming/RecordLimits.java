package dev.vlmstream.streaming;

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
final class RecordLimits {
    private final Map<String, Integer> known = new ConcurrentHashMap<>();

    int largest(String topic) {
        return known.getOrDefault(topic, Topic.MAX_RECORD_BYTES);
    }

    /** Takes what the cluster says; never more than producers send. */
    void know(String topic, int bytes) {
        known.put(topic, Math.min(bytes, Topic.MAX_RECORD_BYTES));
    }

    /** Learns from the fate of a record that is sent. */
    Callback watching(ProducerRecord<byte[], byte[]> record) {
        return (sent, failure) -> {
            if (failure instanceof RecordTooLargeException && record.value() != null) {
                known.merge(record.topic(), record.value().length, Math::min);
            }
        };
    }
}
