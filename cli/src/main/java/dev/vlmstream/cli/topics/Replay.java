package dev.vlmstream.cli.topics;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Sha256;
import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends records again that no run has counted: bytes and key as they were, to the topic they came from, with the header
 * {@link EventHeaders#REPLAYED_FROM}. A record that failed several times is sent once. Repeating does no harm: an item that is
 * known is known by its id.
 */
final class Replay {
    private static final Wire<DeadLetter> LETTERS = Wire.of(DeadLetter.class);
    private static final int RECORDS_A_TRANSACTION = 500;

    private final TopicReader topics;
    private final Cluster cluster;
    private final @Nullable String into;
    private final Set<String> origins;
    private long ofRuns;

    private record PlacedLetter(String place, DeadLetter letter) {}

    /** @param into the run that records without one are meant for */
    Replay(TopicReader topics, @Nullable String into) {
        this.topics = topics;
        this.cluster = topics.cluster();
        this.into = into;
        this.origins = Arrays.stream(Topic.values())
                .filter(topic -> topic != Topic.DEAD_LETTERS)
                .map(cluster::name)
                .collect(Collectors.toSet());
    }

    /** How many records would be sent. */
    long count() {
        long[] count = {0};
        each(letter -> count[0]++);
        return count[0];
    }

    /** How many were left out by the last reading, because a run has counted them. */
    long ofRuns() {
        return ofRuns;
    }

    /**
     * Sends them.
     *
     * @return how many
     * @throws CommandFailure if Kafka does not take them; some may have been sent
     */
    long send() {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.initTransactions();
            producer.beginTransaction();
            long[] sent = {0};
            each(letter -> {
                producer.send(record(letter));
                if (++sent[0] % RECORDS_A_TRANSACTION == 0) {
                    producer.commitTransaction();
                    producer.beginTransaction();
                }
            });
            producer.commitTransaction();
            return sent[0];
        } catch (KafkaException e) {
            throw new CommandFailure(cluster.explain(e).getMessage() + "; not all records are sent", e);
        }
    }

    private void each(Consumer<PlacedLetter> to) {
        ofRuns = 0;
        Set<String> seen = new HashSet<>();
        topics.each(Topic.DEAD_LETTERS, record -> {
            DeadLetter letter = LETTERS.decode(record.value());
            if (letter.getRun() != null) {
                ofRuns++;
            } else if (origins.contains(letter.getTopic())
                    && letter.getRecordValue() != null
                    && seen.add(digest(letter))) {
                to.accept(new PlacedLetter(place(record), letter));
            }
        });
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return Topic.DEAD_LETTERS.topicName() + "-" + record.partition() + "-" + record.offset();
    }

    private ProducerRecord<byte[], byte[]> record(PlacedLetter placed) {
        DeadLetter letter = placed.letter();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(letter.getTopic(), bytes(letter.getRecordKey()), bytes(letter.getRecordValue()));
        EventHeaders.put(record.headers(), EventHeaders.REPLAYED_FROM, placed.place());
        if (into != null) {
            EventHeaders.put(record.headers(), EventHeaders.RUN, into);
        }
        return record;
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static String digest(DeadLetter letter) {
        Sha256 digest = new Sha256().add(letter.getTopic() + "\n");
        if (letter.getRecordKey() != null) {
            digest.add(letter.getRecordKey());
        }
        return digest.add("\n").add(letter.getRecordValue()).hex();
    }

    private KafkaProducer<byte[], byte[]> producer() {
        String id = cluster.names().group("cli-dead-letters");
        return cluster.producer(new ByteArraySerializer(), Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id));
    }
}
