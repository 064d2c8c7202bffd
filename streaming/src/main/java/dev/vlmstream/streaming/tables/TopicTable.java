package dev.vlmstream.streaming.tables;

import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A compacted topic as a table in memory: the newest event of every key. A reader that misses a key can wait until everything
 * written so far has been read.
 *
 * @param <T> the event
 */
public final class TopicTable<T extends SpecificRecord> implements Table<T>, AutoCloseable {
    private final Wire<T> wire;
    private final Function<T, String> key;
    private final Map<String, T> rows = new ConcurrentHashMap<>();
    private final FollowedTopic followed;

    /** Begins to follow the topic. */
    public TopicTable(KafkaSettings settings, Topic topic, Class<T> type, Function<T, String> key) {
        this(settings, topic, type, key, FollowedTopic.CATCH_UP);
    }

    /** @param patience how long reading everything written so far may take */
    TopicTable(KafkaSettings settings, Topic topic, Class<T> type, Function<T, String> key, Duration patience) {
        this.wire = Wire.of(type);
        this.key = key;
        this.followed = new FollowedTopic(settings, topic, this::put, patience);
    }

    @Override
    public Optional<T> find(String rowKey) {
        T row = rows.get(rowKey);
        if (row == null) {
            catchUp();
            row = rows.get(rowKey);
        }
        return Optional.ofNullable(row);
    }

    @Override
    public Optional<T> known(String rowKey) {
        return Optional.ofNullable(rows.get(rowKey));
    }

    @Override
    public List<T> rows() {
        return List.copyOf(rows.values());
    }

    @Override
    public void catchUp() {
        followed.catchUp();
    }

    @Override
    public void close() {
        followed.close();
    }

    private void put(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            if (record.key() != null) {
                rows.remove(new String(record.key(), StandardCharsets.UTF_8));
            }
            return;
        }
        T row = wire.decode(record.value());
        requireOwnKey(record, key.apply(row));
        rows.put(key.apply(row), row);
    }

    /** A row under the key of another would outlive it, and take its place. */
    private static void requireOwnKey(ConsumerRecord<byte[], byte[]> record, String own) {
        if (record.key() == null || !own.equals(new String(record.key(), StandardCharsets.UTF_8))) {
            throw new WireException("a row of \"" + own + "\" under another key", null);
        }
    }
}
