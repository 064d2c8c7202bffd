package dev.vlmstream.cli.rescore;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Copies a run's references, predictions and dead letters to another run. No question is written, so no model answers.
 *
 * <p>Transactions are short, because readers of the same topics wait for them; a second copier of the same run ends the
 * first one's. Copies keep their records' times, which decide what scoring takes first, and each event is copied once,
 * however often this is repeated.
 */
public final class RunCopier {
    private static final List<Topic> TOPICS = List.of(Topic.REFERENCES, Topic.PREDICTIONS, Topic.DEAD_LETTERS);
    private static final int RECORDS_A_TRANSACTION = 500;

    private final Target where;
    private final Rescoring rescoring;
    private final EventCopies copies;
    private int inTransaction;

    public RunCopier(Target where, Rescoring rescoring) {
        this.where = where;
        this.rescoring = rescoring;
        this.copies = new EventCopies(rescoring.source().getRun(), rescoring.target(), rescoring.rules());
    }

    /**
     * Copies what the new run does not have yet.
     *
     * @return how many predictions and failures were copied
     * @throws CommandFailure if Kafka does not take it; what was copied stays, and a repetition continues from there
     */
    public long copy() {
        try (KafkaProducer<String, byte[]> producer = producer()) {
            producer.initTransactions();
            producer.beginTransaction();
            if (!rescoring.exists()) {
                send(producer, Topic.RUNS, rescoring.target().getRun(), manifest(), null);
            }
            long outcomes = 0;
            for (Topic topic : TOPICS) {
                long copied = copy(topic, producer);
                outcomes += topic == Topic.REFERENCES ? 0 : copied;
            }
            producer.commitTransaction();
            return outcomes;
        } catch (KafkaException e) {
            throw new CommandFailure(
                    where.cluster().explain(e).getMessage() + "; rescore again with the same options to continue", e);
        }
    }

    private long copy(Topic topic, KafkaProducer<String, byte[]> producer) {
        Set<String> done = rescoring.exists() ? copied(topic) : new HashSet<>();
        long[] copied = {0};
        where.topics()
                .each(
                        topic,
                        record -> copies.copy(topic, record.value())
                                .filter(copy -> done.add(copy.id()))
                                .ifPresent(copy -> {
                                    send(producer, topic, copy.key(), copy.value(), record);
                                    copied[0]++;
                                }));
        return copied[0];
    }

    private Set<String> copied(Topic topic) {
        Set<String> done = new HashSet<>();
        where.topics()
                .each(topic, record -> copies.idInNewRun(topic, record.value()).ifPresent(done::add));
        return done;
    }

    private void send(
            KafkaProducer<String, byte[]> producer,
            Topic topic,
            String key,
            byte[] value,
            @Nullable ConsumerRecord<byte[], byte[]> original) {
        Long timestamp = original == null ? null : original.timestamp();
        producer.send(new ProducerRecord<>(name(topic), null, timestamp, key, value));
        if (++inTransaction >= RECORDS_A_TRANSACTION) {
            producer.commitTransaction();
            producer.beginTransaction();
            inTransaction = 0;
        }
    }

    private byte[] manifest() {
        return Wire.of(RunManifest.class).encode(rescoring.target());
    }

    private String name(Topic topic) {
        return where.cluster().name(topic);
    }

    private KafkaProducer<String, byte[]> producer() {
        Map<String, Object> settings = where.cluster()
                .client(Map.of(
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        where.cluster()
                                .names()
                                .group("cli-rescore-" + rescoring.target().getRun()),
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        300_000,
                        ProducerConfig.LINGER_MS_CONFIG,
                        10,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        48L << 20,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        Topic.MAX_RECORD_BYTES));
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }
}
