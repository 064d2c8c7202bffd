package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.topics.ManifestFields;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Opens a run by the door that all use, the topic items: ingest takes the first manifest of an id and refuses others, so that two
 * who push under the same id at once do not both begin.
 */
final class RunOpening {
    private static final Wire<RunManifest> MANIFESTS = Wire.of(RunManifest.class);
    private static final Wire<DeadLetter> LETTERS = Wire.of(DeadLetter.class);
    private static final Duration POLL = Duration.ofMillis(500);
    /** After this long it is said what is waited for, and again after six times as long. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final TopicReader topics;
    private final Cluster cluster;
    private final Consumer<String> notices;

    /** @param notices told if ingest does not answer */
    RunOpening(TopicReader topics, Consumer<String> notices) {
        this.topics = topics;
        this.cluster = topics.cluster();
        this.notices = notices;
    }

    /** The settings of a manifest by their keys, as JSON has them. */
    static Map<String, Object> settings(RunManifest manifest) {
        return RunSpec.ofFields(ManifestFields.of(manifest)).plain();
    }

    /**
     * Sends a manifest, and waits until ingest has decided.
     *
     * @throws CommandFailure if the run is another's by then, or ingest refuses the manifest
     * @throws ExecutionException if Kafka does not take it
     */
    void open(RunManifest manifest, KafkaProducer<String, byte[]> producer) throws ExecutionException {
        try (KafkaConsumer<byte[], byte[]> consumer = topics.consumer()) {
            List<TopicPartition> letters = topics.partitions(consumer, Topic.DEAD_LETTERS);
            List<TopicPartition> runs = topics.partitions(consumer, Topic.RUNS);
            consumer.assign(Stream.concat(runs.stream(), letters.stream()).toList());
            consumer.seekToBeginning(runs);
            consumer.endOffsets(letters).forEach(consumer::seek);
            RecordMetadata sent = producer.send(record(manifest)).get();
            RunRegistry.requireSame(decision(manifest, sent, consumer), manifest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while pushing", e);
        } catch (KafkaException e) {
            throw cluster.explain(e);
        }
    }

    private ProducerRecord<String, byte[]> record(RunManifest manifest) {
        String run = manifest.getRun();
        return new ProducerRecord<>(
                cluster.name(Topic.ITEMS),
                null,
                run,
                Json.line(settings(manifest)).getBytes(StandardCharsets.UTF_8),
                EventHeaders.of(run));
    }

    /** The manifest that the run has. */
    private RunManifest decision(RunManifest manifest, RecordMetadata sent, KafkaConsumer<byte[], byte[]> consumer) {
        long begun = System.nanoTime();
        Duration told = Duration.ZERO;
        while (true) {
            Optional<String> refused = Optional.empty();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.topic().equals(cluster.name(Topic.DEAD_LETTERS))) {
                    refused = refused.or(() -> reason(record, sent));
                } else if (isOf(record, manifest.getRun())) {
                    Optional<RunManifest> winner = decoded(MANIFESTS, record);
                    if (winner.isPresent()) {
                        return winner.get();
                    }
                }
            }
            if (refused.isPresent()) {
                // Mostly because the run is another's, which says more about the difference.
                String reason = refused.get();
                return new RunRegistry(topics)
                        .find(manifest.getRun())
                        .orElseThrow(() -> new CommandFailure("the ingest service refuses the run: " + reason));
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - begun);
            if (waited.compareTo(told.isZero() ? SILENCE : told.plus(SILENCE.multipliedBy(6))) >= 0) {
                told = waited;
                notices.accept(
                        "run " + manifest.getRun() + ": the ingest service has not taken its manifest from the topic "
                                + sent.topic() + " for " + waited.toSeconds()
                                + " s, and items are sent only then; is it running, or far behind? (vlmstream status)");
            }
        }
    }

    private static boolean isOf(ConsumerRecord<byte[], byte[]> record, String run) {
        return record.key() != null
                && record.value() != null
                && new String(record.key(), StandardCharsets.UTF_8).equals(run);
    }

    private static Optional<String> reason(ConsumerRecord<byte[], byte[]> record, RecordMetadata sent) {
        Predicate<DeadLetter> ofWhatWasSent = letter -> letter.getTopic().equals(sent.topic())
                && letter.getPartition() == sent.partition()
                && letter.getOffset() == sent.offset();
        return decoded(LETTERS, record).filter(ofWhatWasSent).map(DeadLetter::getReason);
    }

    /** What cannot be read is nobody's decision. */
    private static <T extends SpecificRecord> Optional<T> decoded(Wire<T> wire, ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() == null ? Optional.empty() : Optional.of(wire.decode(record.value()));
        } catch (WireException e) {
            return Optional.empty();
        }
    }
}
