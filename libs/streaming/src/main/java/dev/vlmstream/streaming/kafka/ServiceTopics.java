package dev.vlmstream.streaming.kafka;

import dev.vlmstream.schemas.cluster.TopicOwner;
import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.cluster.TopicState;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.streaming.config.StreamConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The topics that this service works on; it looks at no other. */
@ApplicationScoped
public class ServiceTopics {
    private static final Logger LOG = Logger.getLogger(ServiceTopics.class);

    private final KafkaSettings settings;
    private final StreamConfig config;
    private final ServiceKind service;
    private boolean ensured;

    @Inject
    public ServiceTopics(
            KafkaSettings settings,
            StreamConfig config,
            @ConfigProperty(name = "quarkus.application.name") String application) {
        this(settings, config, ServiceKind.of(application.replaceFirst("^vlmstream-", "")));
    }

    public ServiceTopics(KafkaSettings settings, StreamConfig config, ServiceKind service) {
        this.settings = settings;
        this.config = config;
        this.service = service;
    }

    /**
     * Creates those that are missing, if the configuration says so, and logs what is wrong with the others.
     *
     * @throws dev.vlmstream.schemas.cluster.ClusterException if one is missing then, Kafka cannot be used, or the topics are
     *     another installation's
     */
    public synchronized void ensure() {
        if (ensured) {
            return;
        }
        settings.cluster()
                .settings()
                .unknown()
                .forEach(key -> LOG.warnf(
                        "%s: no client of Kafka's knows it; it is passed on",
                        settings.cluster().settings().where(key)));
        try (Admin admin = settings.admin()) {
            TopicSetup setup = new TopicSetup(settings.cluster(), admin);
            List<TopicState> states = config.topics().create()
                    ? setup.ensure(service.topics(), shape())
                    : setup.requireThere(service.topics());
            states.forEach(state ->
                    state.largest().ifPresent(bytes -> settings.limits().know(state.name(), bytes)));
            TopicSetup.problems(states, settings.cluster().bootstrap()).forEach(LOG::warn);
        } catch (KafkaException e) {
            throw settings.cluster().explain(e);
        }
        config.installation().ifPresent(new TopicOwner(settings.cluster())::claim);
        ensured = true;
    }

    private TopicSetup.Shape shape() {
        return new TopicSetup.Shape(
                config.topics().partitions(), config.topics().replication());
    }
}
