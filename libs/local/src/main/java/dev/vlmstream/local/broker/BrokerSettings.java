package dev.vlmstream.local.broker;

import dev.vlmstream.schemas.topics.Topic;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settings of the one broker.
 *
 * @param directory where it keeps its data
 * @param port for clients, on localhost
 * @param controllerPort for itself; any other free port
 */
public record BrokerSettings(Path directory, int port, int controllerPort) {
    private static final int NODE = 1;
    private static final String CONTROLLER = "CONTROLLER";

    public BrokerSettings {
        if (port < 1 || controllerPort < 1 || port == controllerPort) {
            throw new IllegalArgumentException(
                    "a broker needs two different ports, got " + port + " and " + controllerPort);
        }
        directory = directory.toAbsolutePath().normalize();
    }

    /** As {@code server.properties} would have them. */
    public Map<String, String> properties() {
        Map<String, String> all = new LinkedHashMap<>(node());
        all.putAll(small());
        all.putAll(records());
        return all;
    }

    private Map<String, String> node() {
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                String.valueOf(NODE),
                "controller.quorum.voters",
                NODE + "@localhost:" + controllerPort,
                "controller.listener.names",
                CONTROLLER,
                "listeners",
                "PLAINTEXT://localhost:" + port + "," + CONTROLLER + "://localhost:" + controllerPort,
                "advertised.listeners",
                "PLAINTEXT://localhost:" + port,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT",
                "log.dirs",
                directory.toString());
    }

    /** One node of one machine: nothing is replicated, and few threads and buffers do. */
    private static Map<String, String> small() {
        Map<String, String> small = new LinkedHashMap<>();
        for (String internal :
                new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            small.put(internal + ".replication.factor", "1");
            small.put(internal + ".num.partitions", "4");
        }
        small.put("transaction.state.log.min.isr", "1");
        small.put("share.coordinator.state.topic.min.isr", "1");
        small.put("num.network.threads", "2");
        small.put("num.io.threads", "4");
        small.put("background.threads", "2");
        small.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
        small.put("group.initial.rebalance.delay.ms", "0");
        // By default the controller writes a record every half second, by which brokers that lag behind are told.
        small.put("metadata.max.idle.interval.ms", "0");
        small.put("auto.create.topics.enable", "false");
        return small;
    }

    private static Map<String, String> records() {
        int largest = Topic.MAX_RECORD_BYTES;
        return Map.of(
                "message.max.bytes", String.valueOf(largest),
                "replica.fetch.max.bytes", String.valueOf(largest),
                // A request holds a batch of records and its frame.
                "socket.request.max.bytes", String.valueOf(largest + (4 << 20)));
    }
}
