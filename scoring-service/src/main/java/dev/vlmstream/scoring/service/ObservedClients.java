package dev.vlmstream.scoring.service;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/** The clients that Kafka Streams works with, watched for what it does not measure itself: what waits, and each commit. */
final class ObservedClients implements KafkaClientSupplier {
    private final Backlog backlog;
    private final Timer commits;

    /** @param commits records the duration of each commit of a transaction */
    ObservedClients(Backlog backlog, Timer commits) {
        this.backlog = backlog;
        this.commits = commits;
    }

    /** No BoundedAdmin: Streams registers metrics with its client, which one that passes calls on refuses. */
    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new Committer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new Reader(config);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return getRestoreConsumer(config);
    }

    private final class Reader extends KafkaConsumer<byte[], byte[]> {
        Reader(Map<String, Object> config) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            backlog.polled(this, records);
            return records;
        }

        @Override
        public void close() {
            backlog.closed(this);
            super.close();
        }
    }

    private final class Committer extends KafkaProducer<byte[], byte[]> {
        private Map<TopicPartition, OffsetAndMetadata> offsets = Map.of();

        Committer(Map<String, Object> config) {
            super(config, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public void sendOffsetsToTransaction(
                Map<TopicPartition, OffsetAndMetadata> committed, ConsumerGroupMetadata group) {
            offsets = committed;
            super.sendOffsetsToTransaction(committed, group);
        }

        @Override
        public void commitTransaction() {
            commits.record(super::commitTransaction);
            backlog.committed(offsets);
            offsets = Map.of();
        }
    }
}
