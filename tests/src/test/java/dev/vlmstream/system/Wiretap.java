package dev.vlmstream.system;

import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to topics as a sender does, and reads what a careful consumer sees: committed records alone. */
final class Wiretap implements AutoCloseable {
    private final String bootstrap;
    private final String prefix;
    private final KafkaProducer<byte[], byte[]> producer;

    Wiretap(String bootstrap) {
        this(bootstrap, "");
    }

    /** @param prefix of the installation's topics */
    Wiretap(String bootstrap, String prefix) {
        this.bootstrap = bootstrap;
        this.prefix = prefix;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "max.request.size", Topic.MAX_RECORD_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    void open(RunManifest manifest) {
        producer.send(new ProducerRecord<>(
                Topic.RUNS.topicName(prefix),
                bytes(manifest.getRun()),
                Wire.of(RunManifest.class).encode(manifest)));
        producer.flush();
    }

    void push(List<Item> items) {
        Wire<Item> wire = Wire.of(Item.class);
        for (Item item : items) {
            String key = Keys.runItem(item.getRun(), item.getItemId());
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(Topic.ITEMS.topicName(prefix), bytes(key), wire.encode(item));
            record.headers().add(EventHeaders.RUN, bytes(item.getRun()));
            record.headers().add(EventHeaders.ITEM, bytes(item.getItemId()));
            producer.send(record);
        }
        producer.flush();
    }

    /** Answers as a model of another program does. */
    void answer(List<Prediction> predictions) {
        Wire<Prediction> wire = Wire.of(Prediction.class);
        for (Prediction prediction : predictions) {
            producer.send(new ProducerRecord<>(
                    Topic.PREDICTIONS.topicName(prefix),
                    bytes(Keys.runItem(prediction.getRun(), prediction.getItemId())),
                    wire.encode(prediction)));
        }
        producer.flush();
    }

    /** Sends a record as a plain client does, without key or headers. */
    void sendPlain(Topic topic, byte[] value) {
        producer.send(new ProducerRecord<>(topic.topicName(prefix), value));
        producer.flush();
    }

    /** Sends a record with a key and no headers. */
    void send(Topic topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(topic.topicName(), bytes(key), value));
        producer.flush();
    }

    /** Everything committed to a topic so far. */
    <T extends SpecificRecord> List<T> readAll(Topic topic, Class<T> type) {
        Wire<T> wire = Wire.of(type);
        List<T> events = new ArrayList<>();
        readAll(topic).forEach(record -> events.add(wire.decode(record.value())));
        return events;
    }

    /** The items of a run that lie on their topic as events, not as JSON. */
    List<Item> itemsOf(String run) {
        Wire<Item> wire = Wire.of(Item.class);
        return readAll(Topic.ITEMS).stream()
                .filter(record -> Wire.isAvro(record.value()))
                .map(record -> wire.decode(record.value()))
                .filter(item -> item.getRun().equals(run))
                .toList();
    }

    List<ConsumerRecord<byte[], byte[]>> readAll(Topic topic) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrap,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "fetch.max.wait.ms",
                (int) Cluster.BRIEF_FETCH.toMillis());
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.topicName(prefix)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() {
        producer.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
