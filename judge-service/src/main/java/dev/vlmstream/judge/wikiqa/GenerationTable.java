package dev.vlmstream.judge.wikiqa;

import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import dev.vlmstream.streaming.tables.FollowedTopic;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The datasets that are to be made, by name, of which someone is told as they come. */
final class GenerationTable implements AutoCloseable {
    private final Wire<WikiMaking> wire = Wire.of(WikiMaking.class);
    private final Map<String, WikiMaking> rows = new ConcurrentHashMap<>();
    private final Consumer<WikiMaking> told;
    private final FollowedTopic followed;
    private volatile boolean telling;

    /** @param told of those that are to be made; the same may come more than once, and on several threads */
    GenerationTable(KafkaSettings settings, Consumer<WikiMaking> told) {
        this.told = told;
        this.followed = new FollowedTopic(settings, Topic.WIKIQA_MAKINGS, this::read, FollowedTopic.CATCH_UP);
    }

    /** Tells of those that are there now, and from now on of those that come; of finished ones never. */
    void tell() {
        followed.catchUp();
        telling = true;
        rows.values().forEach(this::tell);
    }

    /** A making, also one that was written just now. */
    Optional<WikiMaking> find(String name) {
        if (!rows.containsKey(name)) {
            followed.catchUp();
        }
        return Optional.ofNullable(rows.get(name));
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        WikiMaking making = wire.decode(record.value());
        if (record.key() == null || !making.getMaking().equals(new String(record.key(), StandardCharsets.UTF_8))) {
            throw new WireException("the making " + making.getMaking() + " under another key", null);
        }
        rows.put(making.getMaking(), making);
        if (telling) {
            tell(making);
        }
    }

    private void tell(WikiMaking making) {
        if (making.getFinishedAt() == null) {
            told.accept(making);
        }
    }

    @Override
    public void close() {
        followed.close();
    }
}
