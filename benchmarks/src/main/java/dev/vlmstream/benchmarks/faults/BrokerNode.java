package dev.vlmstream.benchmarks.faults;

import dev.vlmstream.local.process.ParentPipe;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** The process of one broker of several: {@code BrokerNode SERVER-PROPERTIES CLUSTER-ID}; ends when its input does. */
public final class BrokerNode {
    private BrokerNode() {}

    public static void main(String[] args) throws Exception {
        ParentPipe.exitWhenClosed();
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(args[0]))) {
            settings.load(reader);
        }
        formatOnce(settings, args[1]);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
        server.startup();
        server.awaitShutdown();
    }

    private static void formatOnce(Properties settings, String cluster) throws Exception {
        String directory = settings.getProperty("log.dirs");
        if (Files.exists(Path.of(directory, "meta.properties"))) {
            return;
        }
        Files.createDirectories(Path.of(directory));
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setClusterId(cluster)
                .setNodeId(Integer.parseInt(settings.getProperty("node.id")))
                .setControllerListenerName(settings.getProperty("controller.listener.names"))
                .setMetadataLogDirectory(directory)
                .addDirectory(directory)
                .setReleaseVersion(MetadataVersion.latestProduction())
                .run();
    }
}
