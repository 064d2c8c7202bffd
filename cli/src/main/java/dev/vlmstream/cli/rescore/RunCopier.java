package dev.vlmstream.cli.rescore;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Copies a run's references, predictions and dead letters to another run. No question is written, so no model answers.
 *
 * <p>Transactions are short, because readers of the same topics wait for them. A second copier of the same run ends the first
 * one's: so what it then finds of the run stays, and of two rescorings of one id the first is the run. (Its manifest does not go
 * through ingest's door as a push's does: it names the version that judged, which JSON does not tell, and no item follows.)
 *
 * <p>Each event is copied once, however often this is repeated. Of what became of an item at a model the first counts, and a
 * copy's time is that of copying: so an answer that came behind a failure, and did not count, is left out.
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
            String run = rescoring.target().getRun();
            Optional<RunManifest> there = new RunRegistry(where.topics()).find(run);
            there.ifPresent(rescoring::requireSame);
            producer.beginTransaction();
            if (there.isEmpty()) {
                send(producer, Topic.RUNS, run, manifest());
                commit(producer);
            }
            long outcomes = 0;
            Map<String, Long> failures = failures();
            for (Topic topic : TOPICS) {
                long copied = copy(topic, there.isPresent() ? copied(topic) : new HashSet<>(), failures, producer);
                outcomes += topic == Topic.REFERENCES ? 0 : copied;
            }
            producer.commitTransaction();
            return outcomes;
        } catch (KafkaException e) {
            throw new CommandFailure(
                    where.cluster().explain(e).getMessage() + "; rescore again with the same options to continue", e);
        }
    }

    /** When an item failed first, at a model or at all. */
    private Map<String, Long> failures() {
        Map<String, Long> first = new HashMap<>();
        where.topics()
                .each(
                        Topic.DEAD_LETTERS,
                        record -> copies.failure(record.value(), name(Topic.REFERENCES))
                                .ifPresent(id -> first.merge(id, record.timestamp(), Math::min)));
        return first;
    }

    private static boolean isAfter(
            Map<String, Long> failures, EventCopies.Copy copy, ConsumerRecord<byte[], byte[]> record) {
        return Stream.of(copy.id(), copy.idOfAllModels())
                .map(failures::get)
                .anyMatch(failed -> failed != null && failed < record.timestamp());
    }

    private long copy(
            Topic topic, Set<String> done, Map<String, Long> failures, KafkaProducer<String, byte[]> producer) {
        long[] copied = {0};
        where.topics()
                .each(
                        topic,
                        record -> copies.copy(topic, record.value())
                                .filter(copy -> topic != Topic.PREDICTIONS || !isAfter(failures, copy, record))
                                .filter(copy -> done.add(copy.id()))
                                .ifPresent(copy -> {
                                    send(producer, topic, copy.key(), copy.value());
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

    private void send(KafkaProducer<String, byte[]> producer, Topic topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(name(topic), key, value));
        if (++inTransaction >= RECORDS_A_TRANSACTION) {
            commit(producer);
        }
    }

    private void commit(KafkaProducer<String, byte[]> producer) {
        producer.commitTransaction();
        producer.beginTransaction();
        inTransaction = 0;
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
                                .group("cli-run-" + rescoring.target().getRun()),
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
