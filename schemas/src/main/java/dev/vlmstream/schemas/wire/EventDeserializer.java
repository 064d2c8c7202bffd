package dev.vlmstream.schemas.wire;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka deserializer for one type of event; throws {@link WireException} for other bytes. Where a bad record must
 * cost no more than itself, read bytes and use {@link Wire} instead.
 *
 * @param <T> the event
 */
public final class EventDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    private final Wire<T> wire;

    public EventDeserializer(Class<T> type) {
        this.wire = Wire.of(type);
    }

    @Override
    public @Nullable T deserialize(String topic, byte[] bytes) {
        return bytes == null ? null : wire.decode(bytes);
    }
}
