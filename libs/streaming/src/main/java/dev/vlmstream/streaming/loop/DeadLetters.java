package dev.vlmstream.streaming.loop;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.topics.Keys;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Makes dead letters: the record as it came, and why it could not be worked on. */
public final class DeadLetters {
    /** A reason may quote what was sent, and the letter has that, too. */
    private static final int MAX_REASON = 10_000;

    private DeadLetters() {}

    /** Of a record whose run and item only its headers name; a header that cannot be a run's id does not count. */
    public static DeadLetter of(String service, ConsumerRecord<byte[], byte[]> record, String reason) {
        String run = EventHeaders.text(record.headers(), EventHeaders.RUN);
        String item = EventHeaders.text(record.headers(), EventHeaders.ITEM);
        return Keys.isRun(run)
                ? of(service, record, reason, run, item == null ? position(record) : item, null)
                : of(service, record, reason, null, null, null);
    }

    /** Of a record whose run and item are known; {@code model} null: no model of the run can answer it. */
    public static DeadLetter of(
            String service,
            ConsumerRecord<byte[], byte[]> record,
            String reason,
            @Nullable String run,
            @Nullable String itemId,
            @Nullable String model) {
        return DeadLetter.newBuilder()
                .setRun(run)
                .setItemId(itemId)
                .setModel(model)
                .setService(service)
                .setReason(shortened(reason))
                .setTopic(record.topic())
                .setPartition(record.partition())
                .setOffset(record.offset())
                .setRecordKey(record.key() == null ? null : ByteBuffer.wrap(record.key()))
                .setRecordValue(record.value() == null ? null : ByteBuffer.wrap(record.value()))
                .setAt(System.currentTimeMillis())
                .build();
    }

    private static String shortened(String full) {
        String reason = String.valueOf(full);
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "…";
    }

    /** An id for an item that could not say its own: where it lies. */
    public static String position(ConsumerRecord<byte[], byte[]> record) {
        return position(record.topic(), record.partition(), record.offset());
    }

    /** The same, of a place. */
    public static String position(String topic, int partition, long offset) {
        return topic + "-" + partition + "-" + offset;
    }
}
