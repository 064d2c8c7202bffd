package dev.vlmstream.schemas.topics;

import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a compacted topic: of each key the newest record that can be read. What cannot be read is passed over, and kept in
 * mind for as long as nothing newer takes its place; a record without a value removes its key. May be read while it is filled.
 *
 * @param <T> the event
 */
public final class TopicRows<T extends SpecificRecord> {
    private final Wire<T> wire;
    private final Function<T, String> ownKey;
    private final Map<String, T> rows = new ConcurrentHashMap<>();
    private final Map<String, UnreadableRecord> unreadable = new ConcurrentHashMap<>();

    /** @param ownKey the key that a row belongs under; under another it would outlive its own, and take another's place */
    public TopicRows(Class<T> type, Function<T, String> ownKey) {
        this.wire = Wire.of(type);
        this.ownKey = ownKey;
    }

    /**
     * Takes the next record; those of a partition come in their order.
     *
     * @return the record, if it cannot be read and is the first such of its key
     * @throws dev.vlmstream.schemas.wire.RegistryException if a schema registry that it needs does not answer
     */
    public Optional<UnreadableRecord> put(ConsumerRecord<byte[], byte[]> record) {
        String key = UnreadableRecord.keyOf(record);
        if (key != null && record.value() == null) {
            rows.remove(key);
            unreadable.remove(key);
            return Optional.empty();
        }
        try {
            T row = row(record, key);
            rows.put(ownKey.apply(row), row);
            unreadable.remove(ownKey.apply(row));
            return Optional.empty();
        } catch (WireException e) {
            UnreadableRecord found = UnreadableRecord.of(record, e.getMessage());
            return unreadable.put(key == null ? '\0' + found.place() : key, found) == null
                    ? Optional.of(found)
                    : Optional.empty();
        }
    }

    private T row(ConsumerRecord<byte[], byte[]> record, @Nullable String key) {
        T row = wire.decode(record.value());
        String own = ownKey.apply(row);
        if (!own.equals(key)) {
            throw new WireException("a row of \"" + own + "\" under another key", null);
        }
        return row;
    }

    public Optional<T> find(String key) {
        return Optional.ofNullable(rows.get(key));
    }

    /** All rows, in no order. */
    public List<T> all() {
        return List.copyOf(rows.values());
    }

    /** The newest record of a key, if it cannot be read. An older one that could be is still its row. */
    public Optional<UnreadableRecord> unreadable(String key) {
        return Optional.ofNullable(unreadable.get(key));
    }

    /** All records that cannot be read and are the newest of their keys, in the order of their places. */
    public List<UnreadableRecord> unreadable() {
        return unreadable.values().stream()
                .sorted(Comparator.comparingInt(UnreadableRecord::partition)
                        .thenComparingLong(UnreadableRecord::offset))
                .toList();
    }
}
