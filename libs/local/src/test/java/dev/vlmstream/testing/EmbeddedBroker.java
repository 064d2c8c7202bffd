package dev.vlmstream.testing;

import dev.vlmstream.local.broker.Broker;
import dev.vlmstream.local.broker.BrokerSettings;
import dev.vlmstream.local.process.FreePorts;
import dev.vlmstream.schemas.cluster.ClientSettings;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.topics.Names;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real broker in this process, with a log directory of its own and the settings of the one that {@code up} starts, but for
 * groups that it assigns itself ({@code group.protocol=consumer}), whose members it misses sooner.
 */
public final class EmbeddedBroker implements AutoCloseable {
    /** By default a member learns only after 5 s that it is none any more, and is waited for for 45 s. */
    private static final Map<String, String> QUICK_SESSIONS = Map.of(
            "group.consumer.min.heartbeat.interval.ms", "200",
            "group.consumer.heartbeat.interval.ms", "200",
            "group.consumer.min.session.timeout.ms", "6000",
            "group.consumer.session.timeout.ms", "6000");

    private static EmbeddedBroker shared;

    private final Path directory;
    private final int port;
    private final Map<String, String> settings;
    private Broker broker;

    private EmbeddedBroker(Path directory, int port, Map<String, String> settings) throws Exception {
        this.directory = directory;
        this.port = port;
        this.settings = settings;
        this.broker = Broker.start(settings);
    }

    /** Starts a broker and returns when it has started. */
    public static EmbeddedBroker start() {
        try {
            Path directory = Files.createTempDirectory("test-broker");
            int port = FreePorts.any();
            Map<String, String> settings =
                    new HashMap<>(new BrokerSettings(directory, port, FreePorts.any()).properties());
            settings.putAll(QUICK_SESSIONS);
            return new EmbeddedBroker(directory, port, settings);
        } catch (Exception e) {
            throw new IllegalStateException("the embedded broker did not start", e);
        }
    }

    /**
     * The one broker of all tests of this process that neither stop it nor count on topics that nobody else has: they work under
     * prefixes of their own. It ends with the process.
     */
    public static synchronized EmbeddedBroker shared() {
        if (shared == null) {
            shared = start();
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close, "shared-broker-shutdown"));
        }
        return shared;
    }

    /** Starts a broker that has all topics. */
    public static EmbeddedBroker startWithTopics(int partitions) {
        EmbeddedBroker broker = start();
        broker.createTopics("", partitions);
        return broker;
    }

    /** Creates all topics of an installation. */
    public void createTopics(String prefix, int partitions) {
        createTopics(prefix, List.of(Topic.values()), partitions);
    }

    /** Creates some topics of an installation; each partition costs a broker several syncs of its disk. */
    public void createTopics(String prefix, Collection<Topic> topics, int partitions) {
        TopicSetup.ensure(
                new Cluster(bootstrap(), new Names(prefix), ClientSettings.NONE),
                topics,
                new TopicSetup.Shape(partitions, Optional.empty()));
    }

    public String bootstrap() {
        return "localhost:" + port;
    }

    /** Ends it; what it has is kept for {@link #startAgain()}. */
    public void stop() {
        broker.close();
    }

    /** Starts it after {@link #stop()}, at the same address and with all that it had. */
    public void startAgain() {
        try {
            broker = Broker.start(settings);
        } catch (Exception e) {
            throw new IllegalStateException("the embedded broker did not start again", e);
        }
    }

    @Override
    public void close() {
        broker.close();
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
