package dev.vlmstream.benchmarks.workload;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Deletions;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes a whole run in one transaction: it can all lie in the log while the services, which read committed records
 * alone, are warm and wait, and becomes readable at one moment.
 */
public final class TopicWriter implements AutoCloseable {
    private static final Wire<RunManifest> MANIFEST = Wire.of(RunManifest.class);
    private static final int TIMEOUT_MILLIS = 10 * 60 * 1000;

    private final KafkaProducer<byte[], byte[]> producer;

    public TopicWriter(String bootstrap) {
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "transactional.id",
                        "benchmarks-" + UUID.randomUUID(),
                        "transaction.timeout.ms",
                        TIMEOUT_MILLIS,
                        "max.block.ms",
                        TIMEOUT_MILLIS,
                        "linger.ms",
                        20,
                        "batch.size",
                        128 * 1024,
                        "max.request.size",
                        Topic.MAX_RECORD_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
    }

    public void begin() {
        producer.beginTransaction();
    }

    public void send(Topic topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(topic.topicName(), key.getBytes(StandardCharsets.UTF_8), value));
    }

    /** Deletes a run, as the command does. */
    public void delete(RunManifest manifest) {
        begin();
        send(Topic.RUNS, manifest.getRun(), MANIFEST.encode(Deletions.marker(manifest, System.currentTimeMillis())));
        producer.partitionsFor(Topic.REFERENCES.topicName()).forEach(info -> {
            ProducerRecord<String, byte[]> notice = Deletions.notice("", info.partition(), manifest.getRun());
            producer.send(new ProducerRecord<>(
                    notice.topic(),
                    notice.partition(),
                    notice.key().getBytes(StandardCharsets.UTF_8),
                    null,
                    notice.headers()));
        });
        commit();
    }

    /** Waits until everything lies in the log; nobody sees it yet. */
    public void flush() {
        producer.flush();
    }

    /** Makes it readable. */
    public void commit() {
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close();
    }
}
