package dev.vlmstream.local.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaProperties;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

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

    /**
     * Who the broker is: {@code meta.properties}, written once, with a copy beside it. With another identity it would start, but its
     * partitions would belong to a directory that is not there.
     */
    private record BrokerIdentity(Path directory, int node, String controllerListener) {
        /**
         * Writes it where there is none, and takes the copy where it is damaged.
         *
         * @param cluster the id of the cluster, if it is written
         * @throws IOException with the fix if neither can be read although there is data
         */
        void ensure(String cluster) throws Exception {
            Path copy = directory.resolve("meta.properties.copy");
            if (isWhole(file())) {
                Files.copy(file(), copy, StandardCopyOption.REPLACE_EXISTING);
            } else if (isWhole(copy)) {
                System.err.println(file() + " was missing or damaged and is taken from its copy");
                Files.copy(copy, file(), StandardCopyOption.REPLACE_EXISTING);
            } else if (Files.exists(directory.resolve("__cluster_metadata-0"))) {
                throw new IOException(
                        file() + " is missing or damaged, and so is its copy: the broker cannot read what was pushed;"
                                + " restore one of them, or delete " + directory + " to begin with nothing");
            } else {
                Files.deleteIfExists(file());
                format(cluster);
                Files.copy(file(), copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }

        private Path file() {
            return directory.resolve("meta.properties");
        }

        private boolean isWhole(Path identity) {
            try (Reader reader = Files.newBufferedReader(identity)) {
                Properties properties = new Properties();
                properties.load(reader);
                MetaProperties meta = new MetaProperties.Builder(properties).build();
                return meta.clusterId().isPresent()
                        && meta.directoryId().isPresent()
                        && meta.nodeId().orElse(-1) == node;
            } catch (IOException | RuntimeException e) {
                return false;
            }
        }

        private void format(String cluster) throws Exception {
            Files.createDirectories(directory);
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .setClusterId(cluster)
                    .setNodeId(node)
                    .setControllerListenerName(controllerListener)
                    .setMetadataLogDirectory(directory.toString())
                    .addDirectory(directory.toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .run();
        }
    }
}
