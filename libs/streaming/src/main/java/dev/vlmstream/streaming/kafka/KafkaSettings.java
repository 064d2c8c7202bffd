package dev.vlmstream.streaming.kafka;

import dev.vlmstream.schemas.cluster.ClientSettings;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.cluster.TopicState;
import dev.vlmstream.schemas.topics.Names;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.config.StreamConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;

/** Makes Kafka clients whose settings keep the promises: nothing lost, nothing counted twice. */
@ApplicationScoped
public class KafkaSettings implements Destinations {
    /** Dead letters wrap a whole record, so producers take a little more than topics do. */
    private static final int MAX_REQUEST_BYTES = Topic.MAX_RECORD_BYTES + 1024 * 1024;

    /** The broker ends a transaction of ours that takes longer. */
    public static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(15);

    /**
     * How long a fetch of a consumer that follows topics may wait for records; once there are some it is answered. With Kafka's half
     * a second an idle broker is busy with answering that there are none. Members of a group keep Kafka's: a single broker
     * answers their requests for offsets and metadata only after the fetch in flight.
     */
    public static final Duration IDLE_FETCH = Duration.ofSeconds(2);

    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private final StreamConfig config;
    private final Cluster cluster;
    private final String instance;
    private final RecordLimits limits = new RecordLimits();

    public KafkaSettings(StreamConfig config) {
        this.config = config;
        ClientSettings settings = ClientSettings.load(config.kafkaConfig(), System.getenv());
        this.cluster = new Cluster(
                config.bootstrap().or(settings::bootstrap).orElse("localhost:9092"),
                new Names(config.topics().prefix().orElse("")),
                settings);
        this.instance = config.instanceName();
    }

    /** The installation's place in Kafka. */
    public Cluster cluster() {
        return cluster;
    }

    /** The name of a topic in this installation. */
    @Override
    public String name(Topic topic) {
        return cluster.name(topic);
    }

    @Override
    public int largest(Topic topic) {
        return limits.largest(name(topic));
    }

    /** What is known of the largest records that topics take. */
    public RecordLimits limits() {
        return limits;
    }

    /** After records were refused for their size: asks the cluster what their topics take. */
    public void learnLimits() {
        Map<String, Integer> refused = limits.takeRefused();
        if (refused.isEmpty()) {
            return;
        }
        List<Topic> topics = Arrays.stream(Topic.values())
                .filter(topic -> refused.containsKey(name(topic)))
                .toList();
        List<TopicState> found = List.of();
        try (Admin admin = admin()) {
            found = new TopicSetup(cluster, admin)
                    .states(topics).stream()
                            .filter(state -> state.largest().isPresent())
                            .toList();
        } catch (RuntimeException e) {
            Logger.getLogger(KafkaSettings.class).debugf(e, "what %s take", topics);
        }
        found.forEach(state -> limits.know(state.name(), state.largest().orElseThrow()));
        if (found.isEmpty()) {
            limits.blameLargest(refused);
        }
    }

    /** What this installation calls things. */
    public Names names() {
        return cluster.names();
    }

    /** This replica's name. */
    public String instance() {
        return instance;
    }

    /** What this replica is called in a group, its transactions and its clients. */
    public String member(String group) {
        return Names.member(group, instance);
    }

    /** Of settings common to all clients. */
    public Map<String, Object> common() {
        return cluster.client(Map.of(CommonClientConfigs.CLIENT_ID_CONFIG, anyClient()));
    }

    /** Of clients that are known by no group of theirs. */
    private String anyClient() {
        return member(names().group("client-" + CLIENTS.incrementAndGet()));
    }

    public Admin admin() {
        return cluster.admin(anyClient());
    }

    /** A consumer in a group, with an identity of its own that a restart keeps. */
    public Consumer<byte[], byte[]> groupConsumer(String group, int mostRecords) {
        return new GroupConsumer(membership(group, mostRecords));
    }

    /** The settings of such a consumer. */
    private Map<String, Object> membership(String group, int mostRecords) {
        Map<String, Object> settings = readCommitted();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, member(group));
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, member(group) + "-consumer");
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 600_000);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, mostRecords);
        if (cluster.assignsPartitions()) {
            settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
            return settings;
        }
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int)
                config.sessionTimeout().toMillis());
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int)
                Math.max(100, config.sessionTimeout().toMillis() / 5));
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, GroupConsumer.Assignor.class.getName());
        return settings;
    }

    /** A consumer that reads partitions of its own choice to their ends, and commits nothing. */
    public Consumer<byte[], byte[]> reader() {
        return reader(Cluster.BRIEF_FETCH);
    }

    /**
     * A consumer that keeps reading. Partitions that it is assigned later have to wait for the fetch in flight, and so does closing it,
     * unless with a timeout of zero.
     */
    public Consumer<byte[], byte[]> follower() {
        return reader(IDLE_FETCH);
    }

    private Consumer<byte[], byte[]> reader(Duration wait) {
        Map<String, Object> settings = readCommitted();
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) wait.toMillis());
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> readCommitted() {
        Map<String, Object> settings = common();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // Topics and partitions that a broker learns of late are seen within a minute, not five.
        settings.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 60_000);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 * 1024 * 1024);
        // What each broker may send ahead of its being worked on; Kafka's 50 MiB from each of three would fill a small
        // heap.
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Topic.MAX_RECORD_BYTES);
        return settings;
    }

    /** A producer for a group's transactions; its id is this replica's: a restart ends what its predecessor left open. */
    public Producer<byte[], byte[]> transactionalProducer(String group) {
        Map<String, Object> settings = producerSettings();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, member(group));
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, member(group) + "-producer");
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
        // Beyond its time-out, and the broker's interval of looking for it, a transaction is lost: no use in waiting
        // on.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000);
        // A transaction's first batch may be refused until the last one has ended everywhere; with several requests in
        // flight those behind it are then refused, too, and sent again and again.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 10);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A producer for single records. */
    public Producer<byte[], byte[]> plainProducer() {
        return new KafkaProducer<>(producerSettings(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    public Map<String, Object> producerSettings() {
        Map<String, Object> settings = common();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
        return settings;
    }

    /**
     * The largest records that topics take: as the cluster says at the start, or as a refusal teaches. A batch whose result
     * was refused is done again; then it is known that this result cannot be sent.
     */
    public static final class RecordLimits {
        private final Map<String, Integer> known = new ConcurrentHashMap<>();
        private final Map<String, Integer> refused = new ConcurrentHashMap<>();

        int largest(String topic) {
            return known.getOrDefault(topic, Topic.MAX_RECORD_BYTES);
        }

        /** Takes what the cluster says; never more than producers send. */
        void know(String topic, int bytes) {
            known.put(topic, Math.min(bytes, Topic.MAX_RECORD_BYTES));
        }

        /** Notes the fate of a record that is sent. */
        public Callback watching(ProducerRecord<byte[], byte[]> record) {
            return (sent, failure) -> {
                if (failure instanceof RecordTooLargeException && record.value() != null) {
                    refused.merge(record.topic(), record.value().length, Math::max);
                }
            };
        }

        /** The topics of records that were refused since the last call, each with the largest of them in bytes. */
        Map<String, Integer> takeRefused() {
            Map<String, Integer> taken = Map.copyOf(refused);
            refused.keySet().removeAll(taken.keySet());
            return taken;
        }

        /**
         * Where the cluster does not say what topics take: everything in a transaction is refused together, so that of its
         * largest record alone it is known that it was too large.
         */
        void blameLargest(Map<String, Integer> records) {
            records.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .ifPresent(record -> known.merge(record.getKey(), record.getValue(), Math::min));
        }
    }
}
