package dev.vlmstream.scoring;

import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.topics.TopicSetup;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A real broker in this process, with a log directory of its own. */
public final class EmbeddedBroker implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final KafkaRaftServer server;

    private EmbeddedBroker(Path directory, int port, KafkaRaftServer server) {
        this.directory = directory;
        this.port = port;
        this.server = server;
    }

    /** Starts a broker and returns when it has. */
    public static EmbeddedBroker start() {
        try {
            Path directory = Files.createTempDirectory("scoring-broker");
            int port = freePort();
            int controllerPort = freePort();
            format(directory);
            KafkaRaftServer server =
                    new KafkaRaftServer(new KafkaConfig(settings(directory, port, controllerPort)), Time.SYSTEM);
            server.startup();
            return new EmbeddedBroker(directory, port, server);
        } catch (Exception e) {
            throw new IllegalStateException("the embedded broker did not start", e);
        }
    }

    /** Starts a broker that has all topics. */
    public static EmbeddedBroker startWithTopics(int partitions) throws Exception {
        EmbeddedBroker broker = start();
        TopicSetup.ensure(
                Cluster.open(broker.bootstrap()),
                List.of(Topic.values()),
                new TopicSetup.Shape(partitions, Optional.empty()));
        return broker;
    }

    public String bootstrap() {
        return "localhost:" + port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void format(Path directory) throws Exception {
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName("CONTROLLER")
                .setDirectories(List.of(directory.toString()))
                .setMetadataLogDirectory(directory.toString())
                .run();
    }

    private static Map<String, Object> settings(Path directory, int port, int controllerPort) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@localhost:" + controllerPort),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("listeners", "PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dir", directory.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
