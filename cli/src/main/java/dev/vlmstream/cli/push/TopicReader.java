package dev.vlmstream.cli.push;

import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.topics.TopicSetup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what is committed to a topic, from its beginning to what is its end now. */
public final class TopicReader {
    private static final Duration POLL = Duration.ofMillis(500);

    private TopicReader() {}

    /** Told now and then how far the reading is, in records of all partitions. */
    public interface Progressed {
        void at(long done, long total);
    }

    /** A small topic, whole. */
    public static List<ConsumerRecord<byte[], byte[]>> readAll(Cluster cluster, Topic topic) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        readEach(cluster, topic, all::add);
        return all;
    }

    /** A topic of any size, record by record; those of one partition in their order. */
    public static void readEach(Cluster cluster, Topic topic, Consumer<ConsumerRecord<byte[], byte[]>> to) {
        readEach(cluster, topic, to, (done, total) -> {});
    }

    /** The same, saying how far it is. */
    public static void readEach(
            Cluster cluster, Topic topic, Consumer<ConsumerRecord<byte[], byte[]>> to, Progressed progress) {
        Map<String, Object> settings = cluster.client(Map.of(
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(cluster.name(topic)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw TopicSetup.missing(cluster, topic);
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            drain(consumer, consumer.endOffsets(partitions), to, progress);
        } catch (KafkaException e) {
            throw cluster.explain(e);
        }
    }

    private static void drain(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> to,
            Progressed progress) {
        long begin = positions(consumer);
        long total = ends.values().stream().mapToLong(Long::longValue).sum() - begin;
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                // What came after the end that was asked for is left to the next reader.
                if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                    to.accept(record);
                }
            }
            progress.at(Math.min(positions(consumer) - begin, total), total);
        }
    }

    private static long positions(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.assignment().stream().mapToLong(consumer::position).sum();
    }
}
