package dev.vlmstream.schemas.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that is not what its topic holds. Whoever reads the topic passes over it, and says so.
 *
 * @param key as text; null if it has none
 * @param reason why it cannot be read
 */
public record UnreadableRecord(
        String topic, int partition, long offset, @Nullable String key, String reason) {
    private static final int MOST_SHOWN = 300;

    /** That record, with the reason. */
    public static UnreadableRecord of(ConsumerRecord<byte[], byte[]> record, String reason) {
        return new UnreadableRecord(record.topic(), record.partition(), record.offset(), keyOf(record), reason);
    }

    /** A record's key as text; null if it has none. */
    public static @Nullable String keyOf(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    }

    /** Where it lies. */
    public String place() {
        return topic + "-" + partition + "@" + offset;
    }

    /** One line, whatever bytes the key has. */
    @Override
    public String toString() {
        return place() + (key == null ? " (no key)" : " (key \"" + shown(key) + "\")") + ": " + shown(reason);
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "\ufffd");
        return line.length() > MOST_SHOWN ? line.substring(0, MOST_SHOWN) + "…" : line;
    }
}
