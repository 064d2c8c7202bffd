package dev.vlmstream.schemas.wire;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka serializer for one type of event.
 *
 * @param <T> the event
 */
public final class EventSerializer<T extends SpecificRecord> implements Serializer<T> {
    private final Wire<T> wire;

    public EventSerializer(Class<T> type) {
        this.wire = Wire.of(type);
    }

    @Override
    public byte @Nullable [] serialize(String topic, T event) {
        return event == null ? null : wire.encode(event);
    }
}
