package dev.vlmstream.benchmarks.faults.cluster;

import dev.vlmstream.local.broker.BrokerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Settings of a cluster's brokers: three replicas of everything, two of which must have what counts as written. */
record ClusterSettings(Path directory, List<NodePorts> nodes) {
    private static final String CONTROLLER = "CONTROLLER";

    /** @param node from 0 */
    Properties of(int node) {
        NodePorts ports = nodes.get(node);
        Path own = directory.resolve(String.valueOf(node + 1));
        Properties all = new Properties();
        all.putAll(new BrokerSettings(own, ports.plain(), ports.controller()).properties());
        all.put("node.id", String.valueOf(node + 1));
        all.put("controller.quorum.voters", voters());
        all.put(
                "listeners",
                "PLAIN://localhost:%d,PROXIED://localhost:%d,%s://localhost:%d"
                        .formatted(ports.plain(), ports.behind(), CONTROLLER, ports.controller()));
        all.put(
                "advertised.listeners",
                "PLAIN://localhost:%d,PROXIED://localhost:%d".formatted(ports.plain(), ports.proxy()));
        all.put("listener.security.protocol.map", "PLAIN:PLAINTEXT,PROXIED:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        all.put("inter.broker.listener.name", "PLAIN");
        replicate(all);
        return all;
    }

    private static void replicate(Properties all) {
        all.put("default.replication.factor", "3");
        all.put("min.insync.replicas", "2");
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            all.put(internal + ".replication.factor", "3");
        }
        all.put("transaction.state.log.min.isr", "2");
        all.put("share.coordinator.state.topic.min.isr", "2");
        // A broker that is silent for so long is out, and others lead its partitions.
        all.put("broker.session.timeout.ms", "6000");
        // As services ask for it under the other group protocol.
        all.put("group.consumer.min.session.timeout.ms", "6000");
        all.put("group.consumer.session.timeout.ms", "6000");
        all.put("group.consumer.min.heartbeat.interval.ms", "1000");
        all.put("group.consumer.heartbeat.interval.ms", "1000");
    }

    private String voters() {
        return IntStream.range(0, nodes.size())
                .mapToObj(i -> (i + 1) + "@localhost:" + nodes.get(i).controller())
                .collect(Collectors.joining(","));
    }

    /** For who watches. */
    String bootstrap() {
        return nodes.stream().map(ports -> "localhost:" + ports.plain()).collect(Collectors.joining(","));
    }

    /** For services: by way of the proxies. */
    String proxied() {
        return nodes.stream().map(ports -> "localhost:" + ports.proxy()).collect(Collectors.joining(","));
    }
}
