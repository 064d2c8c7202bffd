package dev.vlmstream.streaming.loop;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records as a consumer would bring them. */
final class Records {
    private Records() {}

    static ConsumerRecord<byte[], byte[]> of(String topic, int partition, long offset, String value) {
        return new ConsumerRecord<>(topic, partition, offset, null, value.getBytes(StandardCharsets.UTF_8));
    }
}
