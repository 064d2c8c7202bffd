package dev.vlmstream.local.broker;

import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** A node of Kafka in this process, broker and controller in one. */
public final class Broker implements AutoCloseable {
    private final KafkaRaftServer server;

    private Broker(KafkaRaftServer server) {
        this.server = server;
    }

    /**
     * Starts the one node of a cluster, and returns when it has started.
     *
     * @param settings as {@code server.properties} has them; a log directory that is empty is formatted
     * @throws Exception if the directory's identity is damaged, or the node cannot start
     */
    public static Broker start(Map<String, String> settings) throws Exception {
        return start(settings, Uuid.randomUuid().toString());
    }

    /** @param cluster the id of the cluster, for a node of several whose log directory is empty */
    public static Broker start(Map<String, String> settings, String cluster) throws Exception {
        new BrokerIdentity(
                        Path.of(settings.get("log.dirs")),
                        Integer.parseInt(settings.get("node.id")),
                        settings.get("controller.listener.names"))
                .ensure(cluster);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        server.startup();
        return new Broker(server);
    }

    /** Returns when it has ended. */
    public void awaitShutdown() {
        server.awaitShutdown();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
