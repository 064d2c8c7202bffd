package dev.vlmstream.benchmarks.faults.cluster;

import dev.vlmstream.local.process.Child;
import dev.vlmstream.local.process.Child.LaunchSpec;
import dev.vlmstream.local.process.Health;
import dev.vlmstream.local.process.Ports.PortChoice;
import dev.vlmstream.local.process.ProcessLog;
import dev.vlmstream.local.process.ProcessLog.LogLimit;
import dev.vlmstream.local.process.Supervised;
import dev.vlmstream.local.process.Supervision;
import dev.vlmstream.local.process.Supervision.LifeLimits;
import dev.vlmstream.local.process.Supervision.Restarts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
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
        NodePorts ports = settings.nodes().get(node);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerNode.class.getName(),
                file.toString(),
                cluster);
        ProcessLog log = new ProcessLog(logs.resolve(name + ".log"), LogLimit.DEFAULT);
        Health readiness = Health.broker("localhost:" + ports.plain());
        Child broker = new Child(
                name,
                log,
                PortChoice.exactly(ports.plain()),
                chosen -> new LaunchSpec(command, Map.of("MALLOC_ARENA_MAX", "2"), log.printed()),
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

    /** Stops all and starts all. */
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
}
