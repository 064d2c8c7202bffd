package dev.vlmstream.streaming.tables;

import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.topics.TopicRows;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * A compacted topic as a table in memory: the newest event of every key. A reader that misses a key can wait until everything
 * written so far has been read.
 *
 * @param <T> the event
 */
public final class TopicTable<T extends SpecificRecord> implements Table<T>, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TopicTable.class);

    private final TopicRows<T> rows;
    private final FollowedTopic followed;

    /** Begins to follow the topic. */
    public TopicTable(KafkaSettings settings, Topic topic, Class<T> type, Function<T, String> key) {
        this(settings, topic, type, key, FollowedTopic.CATCH_UP);
    }

    /** @param patience how long reading everything written so far may take */
    TopicTable(KafkaSettings settings, Topic topic, Class<T> type, Function<T, String> key, Duration patience) {
        this.rows = new TopicRows<>(type, key);
        this.followed = new FollowedTopic(settings, topic, this::put, patience);
    }

    @Override
    public Optional<T> find(String rowKey) {
        Optional<T> row = rows.find(rowKey);
        if (row.isEmpty()) {
            catchUp();
            row = rows.find(rowKey);
        }
        return row;
    }

    @Override
    public Optional<T> known(String rowKey) {
        return rows.find(rowKey);
    }

    @Override
    public List<T> rows() {
        return rows.all();
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
        rows.put(record).ifPresent(unreadable -> LOG.warnf("skipped: %s", unreadable));
    }
}
