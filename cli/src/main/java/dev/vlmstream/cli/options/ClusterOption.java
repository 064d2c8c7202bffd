package dev.vlmstream.cli.options;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.schemas.cluster.ClientSettings;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.Names;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** An existing Kafka cluster, and how to reach it. */
public final class ClusterOption {
    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "An existing Kafka cluster (default: bootstrap.servers of --kafka-config, else the"
                    + " stack's own broker).")
    private @Nullable String bootstrap;

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Prefix for the names of topics and groups, if several installations share the cluster.")
    private String prefix;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "A properties file with Kafka client settings, such as security (default:"
                    + " VLMSTREAM_KAFKA_CONFIG; VLMSTREAM_KAFKA_SECURITY_PROTOCOL and so on override it).")
    private @Nullable Path config;

    private @Nullable ClientSettings settings;

    ClientSettings settings() {
        if (settings == null) {
            settings = ClientSettings.load(Optional.ofNullable(config), System.getenv());
        }
        return settings;
    }

    boolean isNamed() {
        return bootstrap != null;
    }

    /** Whether the given prefix is that of an installation, or none was given. */
    boolean isOf(Names names) {
        return prefix.isEmpty() || prefix.equals(names.prefix());
    }

    Optional<String> bootstrap() {
        return Optional.ofNullable(bootstrap).or(() -> settings().bootstrap());
    }

    Optional<Cluster> cluster() {
        return bootstrap().map(address -> new Cluster(address, new Names(prefix), settings()));
    }

    /**
     * Tells at once, not from a process in the background, what is wrong with the settings.
     *
     * @throws dev.vlmstream.schemas.cluster.ClusterException naming the setting
     * @throws CommandFailure if there are settings, but no cluster is named
     */
    public void requireReachable() {
        if (bootstrap().isEmpty() && settings().file().isPresent()) {
            throw new CommandFailure("no Kafka is named: give its address with --bootstrap, or as "
                    + settings().where("bootstrap.servers"));
        }
        cluster().ifPresent(Cluster::requireReachable);
    }

    /** A stack on this cluster, if one is named. */
    public StackConfig apply(StackConfig stack) {
        StackConfig prefixed = stack.withTopicPrefix(prefix);
        StackConfig placed = bootstrap().map(prefixed::external).orElse(prefixed);
        return settings().file().map(placed::withKafkaConfig).orElse(placed);
    }
}
