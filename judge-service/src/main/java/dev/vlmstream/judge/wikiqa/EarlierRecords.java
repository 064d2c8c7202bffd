package dev.vlmstream.judge.wikiqa;

import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** What lies in a topic before the records in progress. */
interface EarlierRecords {
    /**
     * Reads committed records in their order.
     *
     * @param from the first offset
     * @param until the offset behind the last
     * @throws KafkaException if they cannot be read in good time
     */
    void read(int partition, long from, long until, Consumer<ConsumerRecord<byte[], byte[]>> reader);

    /** Those of a topic, by a consumer that belongs to no group. */
    record OfTopic(KafkaSettings settings, Topic topic) implements EarlierRecords {
        static final Duration PATIENCE = Duration.ofSeconds(60);

        @Override
        public void read(int partition, long from, long until, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
            TopicPartition place = new TopicPartition(settings.name(topic), partition);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            try (var consumer = settings.reader()) {
                consumer.assign(List.of(place));
                consumer.seek(place, from);
                while (consumer.position(place) < until) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                        if (record.offset() < until) {
                            reader.accept(record);
                        }
                    }
                    if (System.nanoTime() - deadline > 0) {
                        throw new KafkaException("cannot read " + place + " from " + from + " to " + until + " in "
                                + PATIENCE.toSeconds() + " s");
                    }
                }
            }
        }
    }
}
