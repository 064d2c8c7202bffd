package dev.vlmstream.schemas.cluster;

import dev.vlmstream.schemas.topics.Names;
import dev.vlmstream.schemas.topics.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * An installation's place in a Kafka cluster.
 *
 * @param bootstrap brokers, host:port, comma-separated
 * @param names what the installation calls its topics and groups there
 * @param settings of every client
 */
public record Cluster(String bootstrap, Names names, ClientSettings settings) {
    /** How long a command, or a start, waits for a first answer in all. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);
    /** The same where every server refuses the connection: an address that is wrong is not worth half a minute. */
    private static final Duration REFUSED_PATIENCE = Duration.ofSeconds(8);

    /**
     * How long a fetch may wait for records if a topic is read to its end. A consumer has sent one fetch more by then, and closing it
     * waits for the answer: half a second by default.
     */
    public static final Duration BRIEF_FETCH = Duration.ofMillis(50);

    private static final String SETUP = CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG;
    private static final String LONGEST_SETUP = CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG;
    /**
     * Unless the client settings say otherwise: a broker is not told of a client's metrics (KIP-714), nor JMX, whose beans, some
     * hundreds a client, take a noticeable part of a start. A server that takes no packets is given up for the next one after
     * two seconds, and not after the ten of Kafka's clients, which are as long as many calls may take.
     */
    private static final Map<String, Object> DEFAULTS = Map.of(
            CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG,
            false,
            CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG,
            "",
            SETUP,
            2_000L,
            LONGEST_SETUP,
            4_000L);

    public Cluster {
        Objects.requireNonNull(bootstrap, "bootstrap");
        Objects.requireNonNull(names, "names");
        Objects.requireNonNull(settings, "settings");
    }

    /** One that anybody may use, and no other installation does. */
    public static Cluster open(String bootstrap) {
        return new Cluster(bootstrap, new Names(""), ClientSettings.NONE);
    }

    /** The settings of a client: those of every client, and over them its own. */
    public Map<String, Object> client(Map<String, Object> own) {
        Map<String, Object> all = new HashMap<>(DEFAULTS);
        if (settings.values().containsKey(SETUP)) {
            // Kafka's own, lest ours cut the one that is given.
            all.remove(LONGEST_SETUP);
        }
        all.putAll(settings.values());
        // Of those in a group of replicas alone, which ask for it.
        all.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        all.put(CommonClientConfigs.CLIENT_ID_CONFIG, names.group("client"));
        all.putAll(own);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return all;
    }

    /**
     * A producer of records as large as topics take, which are there once every replica that is in sync has them.
     *
     * @param own settings besides
     */
    public <K> KafkaProducer<K, byte[]> producer(Serializer<K> keys, Map<String, Object> own) {
        Map<String, Object> all = new HashMap<>(own);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MAX_RECORD_BYTES);
        return new KafkaProducer<>(client(all), keys, new ByteArraySerializer());
    }

    /** Whether the brokers share out the partitions of a group of replicas ({@code group.protocol=consumer}), and not its members. */
    public boolean assignsPartitions() {
        return "consumer".equals(settings.values().get(ConsumerConfig.GROUP_PROTOCOL_CONFIG));
    }

    public String name(Topic topic) {
        return names.topic(topic);
    }

    /**
     * An admin client that gives up when the patience is over, and before that a server that does not answer for another, unless
     * the client settings say otherwise.
     */
    public Admin admin() {
        return admin(names.group("admin"));
    }

    /** The same under another name. */
    public Admin admin(String clientId) {
        Map<String, Object> all = client(Map.of(AdminClientConfig.CLIENT_ID_CONFIG, clientId));
        String request = AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG;
        String call = AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG;
        if (!all.containsKey(request) && !all.containsKey(call)) {
            int patience = (int) PATIENCE.toMillis();
            all.put(request, patience / 3);
            all.put(call, patience);
        }
        return new BoundedAdmin(all);
    }

    /**
     * Asks the cluster for its brokers.
     *
     * @throws ClusterException if it cannot be reached, or does not let this user in; says which setting is to blame
     */
    public void requireReachable() {
        ClusterFault fault = new ClusterFault(this);
        long begun = System.nanoTime();
        Duration patience = fault.requireSameProtocol() ? PATIENCE : REFUSED_PATIENCE;
        try (Admin admin = admin()) {
            long left = patience.toNanos() - (System.nanoTime() - begun);
            admin.describeCluster().nodes().get(left, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw fault.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while looking for Kafka at " + bootstrap, e);
        }
    }

    /** Says of a failure which setting is to blame. */
    public ClusterException explain(Throwable failure) {
        return new ClusterFault(this).of(failure);
    }
}
