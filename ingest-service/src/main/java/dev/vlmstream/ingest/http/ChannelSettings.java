package dev.vlmstream.ingest.http;

import dev.vlmstream.streaming.kafka.KafkaSettings;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;

/**
 * Gives channels the settings of all other clients: address, security, names. Not by the connector's own way, a map of
 * defaults: that reads values as numbers where it can, and a password of figures would lose its zeros.
 */
@ApplicationScoped
public class ChannelSettings implements ClientCustomizer<Map<String, Object>> {
    /** What a channel has none of, and the connector makes up. */
    private static final Set<String> MADE_UP =
            Set.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, ProducerConfig.CLIENT_ID_CONFIG);

    private final KafkaSettings settings;

    ChannelSettings(KafkaSettings settings) {
        this.settings = settings;
    }

    /** The channel's own settings go before the others. */
    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> own) {
        Map<String, Object> all = new HashMap<>(settings.producerSettings());
        own.forEach((key, value) -> {
            if (!MADE_UP.contains(key)) {
                all.put(key, value);
            }
        });
        return all;
    }

    /** For the connector's log, and in place of what Quarkus reads from {@code kafka.*}. */
    @Produces
    @ApplicationScoped
    @Identifier("default-kafka-broker")
    Map<String, Object> address() {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.cluster().bootstrap());
    }
}
