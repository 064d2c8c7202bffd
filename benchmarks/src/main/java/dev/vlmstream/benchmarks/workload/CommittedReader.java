package dev.vlmstream.benchmarks.workload;

import dev.vlmstream.schemas.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A plain consumer that sees committed predictions alone, and counts those of a run without looking into them. */
public final class CommittedReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final KafkaConsumer<byte[], byte[]> consumer;

    public CommittedReader(String bootstrap) {
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        1000,
                        "fetch.max.bytes",
                        16 * 1024 * 1024),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(consumer.partitionsFor(Topic.PREDICTIONS.topicName()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList());
    }

    /** Goes behind what is there now. */
    public void toEnd() {
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
    }

    /** Goes back to where {@code positions} was taken. */
    public void to(Map<TopicPartition, Long> positions) {
        positions.forEach(consumer::seek);
    }

    /** Where the topic ends now, for {@link #to}. */
    public Map<TopicPartition, Long> ends() {
        return consumer.endOffsets(consumer.assignment());
    }

    /**
     * Reads until there were this many records of a run.
     *
     * @throws IllegalStateException if for two minutes none came
     */
    public void awaitRun(String run, long wanted) {
        byte[] prefix = (run + "/").getBytes(StandardCharsets.UTF_8);
        long found = 0;
        long last = System.nanoTime();
        while (found < wanted) {
            long before = found;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                found += startsWith(record.key(), prefix) ? 1 : 0;
            }
            if (found > before) {
                last = System.nanoTime();
            } else if (System.nanoTime() - last > PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "only " + found + " of " + wanted + " records of run " + run + " came to "
                                + Topic.PREDICTIONS.topicName() + "; see the logs below benchmarks/target/stacks");
            }
        }
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key != null
                && key.length > prefix.length
                && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
