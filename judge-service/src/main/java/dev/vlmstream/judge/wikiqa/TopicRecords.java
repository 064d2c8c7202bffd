package dev.vlmstream.judge.wikiqa;

import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Those of a topic, by a consumer that belongs to no group. */
record TopicRecords(KafkaSettings settings, Topic topic) implements EarlierRecords {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public void read(
            int partition, long from, long until, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        TopicPartition place = new TopicPartition(settings.name(topic), partition);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Consumer<byte[], byte[]> consumer = settings.reader()) {
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
