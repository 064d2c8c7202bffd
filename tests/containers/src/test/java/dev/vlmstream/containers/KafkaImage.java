package dev.vlmstream.containers;

import java.util.Locale;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Kafka in the image {@code apache/kafka}, or one that is configured like it. */
final class KafkaImage {
    private KafkaImage() {}

    /** A broker on this machine's ports; its data goes with the container. */
    static GenericContainer<?> start(String image, Broker.Ports ports) {
        GenericContainer<?> container =
                new GenericContainer<>(DockerImageName.parse(image)).withNetworkMode(Images.HOST_NETWORK);
        settings(ports).forEach((key, value) -> container.withEnv(variable(key), value));
        container.start();
        return container;
    }

    private static String variable(String key) {
        return "KAFKA_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** As {@code deploy/test/kafka} has them. */
    private static Map<String, String> settings(Broker.Ports ports) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@localhost:" + ports.controller()),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry(
                        "listeners",
                        "CLIENTS://:" + ports.clients() + ",CONTROLLER://localhost:" + ports.controller() + ",LINK://:"
                                + ports.behind()),
                Map.entry(
                        "advertised.listeners",
                        "CLIENTS://localhost:" + ports.clients() + ",LINK://localhost:" + ports.link()),
                Map.entry("inter.broker.listener.name", "CLIENTS"),
                Map.entry("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT,LINK:PLAINTEXT"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("auto.create.topics.enable", "false"));
    }
}
