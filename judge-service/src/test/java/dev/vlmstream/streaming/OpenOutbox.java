package dev.vlmstream.streaming;

import dev.vlmstream.schemas.topics.Topic;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** An outbox outside of a loop, and a look into it. */
public final class OpenOutbox {
    private OpenOutbox() {}

    public static Outbox create() {
        return new Outbox(Topic::topicName);
    }

    public static List<ProducerRecord<byte[], byte[]>> records(Outbox outbox) {
        return outbox.records();
    }

    public static boolean hasDeferred(Outbox outbox) {
        return !outbox.deferred().isEmpty();
    }
}
