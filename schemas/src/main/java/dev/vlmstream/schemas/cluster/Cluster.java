package dev.vlmstream.schemas.cluster;

import dev.vlmstream.schemas.topics.Names;
import dev.vlmstream.schemas.topics.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/**
 * An installation's place in a Kafka cluster.
 *
 * @param bootstrap brokers, host:port, comma-separated
 * @param names what the installation calls its topics and groups there
 * @param settings of every client
 */
public record Cluster(String bootstrap, Names names, ClientSettings settings) {
    private static final int PATIENCE_MS = 10_000;
    /**
     * Unless the client settings say otherwise: a broker is not told of a client's metrics (KIP-714), nor JMX, whose beans, some
     * hundreds a client, take a noticeable part of a start.
     */
    private static final Map<String, Object> QUIET = Map.of(
            CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG,
            false,
            CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG,
            "");

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
        Map<String, Object> all = new HashMap<>(QUIET);
        all.putAll(settings.values());
        all.put(CommonClientConfigs.CLIENT_ID_CONFIG, names.group("client"));
        all.putAll(own);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return all;
    }

    /** The name of a topic. */
    public String name(Topic topic) {
        return names.topic(topic);
    }

    /** An admin client that gives up after ten seconds. */
    public Admin admin() {
        return new BoundedAdmin(client(Map.of(
                AdminClientConfig.CLIENT_ID_CONFIG,
                names.group("admin"),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                PATIENCE_MS / 2,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                PATIENCE_MS)));
    }

    /**
     * Asks the cluster for its brokers.
     *
     * @throws ClusterException if it cannot be reached, or does not let this user in; says which setting is to blame
     */
    public void requireReachable() {
        ClusterFault fault = new ClusterFault(this);
        fault.requireSameProtocol();
        try (Admin admin = admin()) {
            admin.describeCluster().nodes().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
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
