package dev.vlmstream.benchmarks.faults.cluster;

import dev.vlmstream.benchmarks.workload.Waiting;
import dev.vlmstream.local.JavaCommand;
import dev.vlmstream.local.broker.Broker;
import dev.vlmstream.local.broker.BrokerSettings;
import dev.vlmstream.local.process.Child;
import dev.vlmstream.local.process.Child.LaunchSpec;
import dev.vlmstream.local.process.FreePorts;
import dev.vlmstream.local.process.Health;
import dev.vlmstream.local.process.ParentPipe;
import dev.vlmstream.local.process.Ports.PortChoice;
import dev.vlmstream.local.process.ProcessLog;
import dev.vlmstream.local.process.ProcessLog.LogLimit;
import dev.vlmstream.local.process.Supervised;
import dev.vlmstream.local.process.Supervision;
import dev.vlmstream.local.process.Supervision.LifeLimits;
import dev.vlmstream.local.process.Supervision.Restarts;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/** Three brokers as processes, each a controller, too, started again when they die; services reach them by proxies. */
public final class BrokerCluster implements AutoCloseable {
    public static final int SIZE = 3;
    private static final Duration PARTING = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String HEAP = "-Xmx320m";

    private final ClusterSettings settings;
    private final List<Supervised> brokers = new ArrayList<>();
    private final List<Proxy> proxies = new ArrayList<>();
    private final Supervision supervision;

    private BrokerCluster(ClusterSettings settings, Consumer<String> events) {
        this.settings = settings;
        this.supervision = new Supervision(Restarts.DEFAULT, LifeLimits.DEFAULT, PATIENCE, events, () -> {});
    }

    /**
     * @param logs an existing directory
     * @param events told what happens to the processes
     */
    public static BrokerCluster start(Path data, Path logs, Consumer<String> events) {
        List<NodePorts> ports =
                IntStream.range(0, SIZE).mapToObj(i -> NodePorts.free()).toList();
        BrokerCluster cluster = new BrokerCluster(new ClusterSettings(data, ports), events);
        String id = Uuid.randomUuid().toString();
        for (int node = 0; node < SIZE; node++) {
            cluster.add(node, id, logs);
        }
        cluster.startAll();
        Waiting.until(
                "the brokers answer", PATIENCE, () -> cluster.brokers.stream().allMatch(Supervised::isReady));
        return cluster;
    }

    private void startAll() {
        try {
            for (Supervised broker : brokers) {
                broker.start();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a broker", e);
        }
    }

    private void add(int node, String cluster, Path logs) {
        String name = name(node);
        Path file = write(settings.directory().resolve(name + ".properties"), settings.of(node));
        Path temporary = settings.directory().resolve(name + "-tmp");
        NodePorts ports = settings.nodes().get(node);
        List<String> command = JavaCommand.java();
        command.addAll(List.of(
                HEAP,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                BrokerNode.class.getName(),
                file.toString(),
                cluster));
        ProcessLog log = new ProcessLog(logs.resolve(name + ".log"), LogLimit.DEFAULT);
        Health readiness = Health.broker("localhost:" + ports.plain());
        Child broker = new Child(
                name,
                log,
                PortChoice.exactly(ports.plain()),
                chosen -> new LaunchSpec(command, Map.of("MALLOC_ARENA_MAX", "2"), log.printed(), temporary),
                chosen -> readiness,
                chosen -> () -> Health.Answer.UP);
        brokers.add(new Supervised(broker, supervision));
        proxies.add(new Proxy(ports.proxy(), ports.behind()));
    }

    private static Path write(Path file, Properties settings) {
        try {
            Files.createDirectories(file.getParent());
            try (Writer writer = Files.newBufferedWriter(file)) {
                settings.store(writer, null);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    public static String name(int node) {
        return "broker-" + (node + 1);
    }

    /** The node of a name; empty if it is none's. */
    public static OptionalInt node(String name) {
        return IntStream.range(0, SIZE).filter(node -> name(node).equals(name)).findFirst();
    }

    public String bootstrap() {
        return settings.bootstrap();
    }

    public String proxied() {
        return settings.proxied();
    }

    public long pid(int node) {
        return brokers.get(node).pid();
    }

    /** As {@code kill -9}; it is started again. */
    public void kill(int node) {
        brokers.get(node).kill();
    }

    public void restart() {
        brokers.parallelStream().forEach(broker -> broker.stop(PARTING));
        startAll();
    }

    public void begin(Cut cut) {
        proxies.forEach(proxy -> proxy.begin(cut));
    }

    public void end(Cut cut) {
        proxies.forEach(proxy -> proxy.end(cut));
    }

    @Override
    public void close() {
        brokers.parallelStream().forEach(broker -> broker.retire(PARTING));
        supervision.close();
        proxies.forEach(Proxy::close);
    }

    /** Settings of a cluster's brokers: three replicas of everything, two of which must have what counts as written. */
    private record ClusterSettings(Path directory, List<NodePorts> nodes) {
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

    /**
     * Where one broker listens.
     *
     * @param plain for the other brokers and for who watches
     * @param controller for the quorum
     * @param behind where the proxy finds it
     * @param proxy where services find it
     */
    private record NodePorts(int plain, int controller, int behind, int proxy) {
        static NodePorts free() {
            return new NodePorts(FreePorts.any(), FreePorts.any(), FreePorts.any(), FreePorts.any());
        }
    }

    /** The process of one broker of several: {@code BrokerNode SERVER-PROPERTIES CLUSTER-ID}; ends when its input does. */
    static final class BrokerNode {
        private BrokerNode() {}

        public static void main(String[] args) throws Exception {
            ParentPipe.exitWhenClosed();
            Properties file = new Properties();
            try (Reader reader = Files.newBufferedReader(Path.of(args[0]))) {
                file.load(reader);
            }
            Map<String, String> settings =
                    file.stringPropertyNames().stream().collect(Collectors.toMap(key -> key, file::getProperty));
            Broker broker = Broker.start(settings, args[1]);
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-shutdown"));
            broker.awaitShutdown();
        }
    }
}
