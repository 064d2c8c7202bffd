package dev.vlmstream.benchmarks.faults;

import dev.vlmstream.benchmarks.faults.cluster.Waiting;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what was committed to a topic since it was last read, with no transaction left open behind it. */
final class CommittedRecords<T extends SpecificRecord> implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Topic topic;
    private final Wire<T> wire;
    private final KafkaConsumer<byte[], byte[]> committed;
    private final KafkaConsumer<byte[], byte[]> raw;
    private final List<TopicPartition> partitions;

    CommittedRecords(String bootstrap, Topic topic, Class<T> type) {
        this.topic = topic;
        this.wire = Wire.of(type);
        this.committed = consumer(bootstrap, "read_committed");
        this.raw = consumer(bootstrap, "read_uncommitted");
        this.partitions = committed.partitionsFor(topic.topicName()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        committed.assign(partitions);
        committed.seekToBeginning(partitions);
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrap, String isolation) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", isolation),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** @throws IllegalStateException if a transaction stays open */
    void read(Consumer<T> each) {
        Waiting.until(
                "all transactions on " + topic.topicName() + " had ended",
                PATIENCE,
                () -> committed.endOffsets(partitions).equals(raw.endOffsets(partitions)));
        Map<TopicPartition, Long> ends = raw.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> committed.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : committed.poll(Duration.ofMillis(200))) {
                if (record.value() != null) {
                    each.accept(wire.decode(record.value()));
                }
            }
        }
    }

    @Override
    public void close() {
        committed.close();
        raw.close();
    }
}
