package dev.vlmstream.cli.stack;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.LongWait;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.topics.TopicRows;
import dev.vlmstream.schemas.topics.UnreadableRecord;
import dev.vlmstream.schemas.wire.WireException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is committed to topics, from their beginning to what is their end now. A record that cannot be read costs no more
 * than itself: it is skipped, as services do, and each topic that has some is told of once.
 */
public final class TopicReader {
    private static final Duration POLL = Duration.ofMillis(500);

    private final Cluster cluster;
    private final Consumer<String> notices;
    private final Set<Topic> told = EnumSet.noneOf(Topic.class);

    /** @param notices told what is skipped */
    public TopicReader(Cluster cluster, Consumer<String> notices) {
        this.cluster = cluster;
        this.notices = notices;
    }

    /** Told now and then how far the reading is, in records of all partitions. */
    public interface Progressed {
        void at(long done, long total);
    }

    public Cluster cluster() {
        return cluster;
    }

    /** Creates those of these topics that are missing. */
    public void ensure(Collection<Topic> topics) {
        try (LongWait wait = longWait(notices)) {
            wait.begin();
            TopicSetup.ensure(cluster, topics, new TopicSetup.Shape(Topic.PARTITIONS, Optional.empty()));
        }
    }

    /**
     * The rows of a compacted topic.
     *
     * @param ownKey the key that a row belongs under
     */
    public <T extends SpecificRecord> TopicRows<T> rows(Topic topic, Class<T> type, Function<T, String> ownKey) {
        return rows(topic, type, ownKey, (record, row) -> {});
    }

    /**
     * The same.
     *
     * @param newer told of each record that can be read, as far as a newer one does not take its place
     */
    public <T extends SpecificRecord> TopicRows<T> rows(
            Topic topic,
            Class<T> type,
            Function<T, String> ownKey,
            BiConsumer<ConsumerRecord<byte[], byte[]>, T> newer) {
        TopicRows<T> rows = new TopicRows<>(type, ownKey);
        read(
                topic,
                record -> {
                    rows.put(record);
                    String key = UnreadableRecord.keyOf(record);
                    if (key != null && rows.unreadable(key).isEmpty()) {
                        rows.find(key).ifPresent(row -> newer.accept(record, row));
                    }
                },
                (done, total) -> {});
        Skipped skipped = new Skipped();
        rows.unreadable().forEach(skipped::add);
        tell(topic, skipped);
        return rows;
    }

    /**
     * A row for whoever writes the next one.
     *
     * @throws CommandFailure if the newest record of its key cannot be read: an older one would be written over it
     */
    public static <T extends SpecificRecord> Optional<T> newest(TopicRows<T> rows, String key) {
        rows.unreadable(key).ifPresent(record -> {
            throw new CommandFailure("what is known of \"" + key + "\" cannot be read: " + record
                    + "; a command of the version that wrote it can, or choose another name. If nobody can, a record"
                    + " with that key and no value removes it");
        });
        return rows.find(key);
    }

    /** A topic of any size, record by record; those of one partition in their order, and those without a value not at all. */
    public void each(Topic topic, Consumer<ConsumerRecord<byte[], byte[]>> to) {
        each(topic, to, (done, total) -> {});
    }

    /**
     * The same, saying how far it is.
     *
     * @param to throws {@link WireException} for what cannot be read
     */
    public void each(Topic topic, Consumer<ConsumerRecord<byte[], byte[]>> to, Progressed progress) {
        Skipped skipped = new Skipped();
        read(
                topic,
                record -> {
                    try {
                        if (record.value() != null) {
                            to.accept(record);
                        }
                    } catch (WireException e) {
                        skipped.add(UnreadableRecord.of(record, e.getMessage()));
                    }
                },
                progress);
        tell(topic, skipped);
    }

    /** However many there are, one of them is named. */
    private static final class Skipped {
        private long count;
        private @Nullable UnreadableRecord first;

        void add(UnreadableRecord record) {
            first = count++ == 0 ? record : first;
        }
    }

    private void tell(Topic topic, Skipped skipped) {
        if (skipped.count > 0 && told.add(topic)) {
            notices.accept((skipped.count == 1
                            ? "a record cannot be read and is skipped: "
                            : skipped.count + " records of " + cluster.name(topic)
                                    + " cannot be read and are skipped; the first: ")
                    + skipped.first);
        }
    }

    /** A consumer of what is committed, without a group, to read to the end. */
    public KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = cluster.client(Map.of(
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                (int) Cluster.BRIEF_FETCH.toMillis()));
        settings.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) Cluster.PATIENCE.toMillis());
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** @throws dev.vlmstream.schemas.cluster.ClusterException if there is no such topic */
    public List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, Topic topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(cluster.name(topic)).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw TopicSetup.missing(cluster, topic);
        }
        return partitions;
    }

    private void read(Topic topic, Consumer<ConsumerRecord<byte[], byte[]>> to, Progressed progress) {
        try (LongWait wait = longWait(notices).begin();
                KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            drain(consumer, consumer.endOffsets(partitions), to, (done, total) -> {
                wait.came();
                progress.at(done, total);
            });
        } catch (KafkaException e) {
            throw cluster.explain(e);
        }
    }

    /** For who waits for this Kafka. */
    public LongWait longWait(Consumer<String> say) {
        return new LongWait("Kafka at " + cluster.bootstrap(), say);
    }

    private static void drain(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> to,
            Progressed progress) {
        long begin = positions(consumer);
        long total = ends.values().stream().mapToLong(Long::longValue).sum() - begin;
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                // What came after the end that was asked for is left to the next reader.
                if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                    to.accept(record);
                }
            }
            if (!records.isEmpty()) {
                progress.at(Math.min(positions(consumer) - begin, total), total);
            }
        }
    }

    private static long positions(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.assignment().stream().mapToLong(consumer::position).sum();
    }
}
