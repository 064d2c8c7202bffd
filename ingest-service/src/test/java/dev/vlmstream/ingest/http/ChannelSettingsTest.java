package dev.vlmstream.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.streaming.config.TestConfig;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelSettingsTest {
    private static final String OUTGOING = "mp.messaging.outgoing.";

    @Test
    void everyOutgoingChannelWaitsForAllReplicasAndStartsWithoutABroker() throws Exception {
        Properties configured = new Properties();
        try (InputStream file = ChannelSettings.class.getResourceAsStream("/application.properties")) {
            configured.load(file);
        }
        Set<String> channels = configured.stringPropertyNames().stream()
                .filter(key -> key.startsWith(OUTGOING))
                .map(key -> key.substring(OUTGOING.length()).split("\\.")[0])
                .collect(Collectors.toSet());
        assertThat(channels)
                .isNotEmpty()
                .allSatisfy(channel -> assertThat(configured)
                        .containsEntry(OUTGOING + channel + ".acks", "all")
                        .containsEntry(OUTGOING + channel + ".enable.idempotence", "true")
                        .containsEntry(OUTGOING + channel + ".lazy-client", "true"));
    }

    @Test
    void aChannelHasTheSettingsOfAllClientsToTheLetter(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("kafka.properties"),
                "security.protocol=SSL\nssl.truststore.password=007\nmax.block.ms=60000\nretry.backoff.ms=50\n");
        KafkaSettings settings = new KafkaSettings(TestConfig.of(
                "bootstrap", "kafka.example:9093", "kafka-config", file.toString(), "topics.prefix", "a."));
        Map<String, Object> client = new ChannelSettings(settings)
                .customize(
                        "items",
                        null,
                        Map.of(
                                "bootstrap.servers", "localhost:9092",
                                "client.id", "kafka-producer-items",
                                "acks", "all",
                                "max.block.ms", "4000"));
        assertThat(client)
                .containsEntry("bootstrap.servers", "kafka.example:9093")
                .containsEntry("security.protocol", "SSL")
                .containsEntry("ssl.truststore.password", "007")
                .containsEntry("retry.backoff.ms", "50")
                .containsEntry("max.block.ms", "4000")
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true);
        assertThat((String) client.get("client.id")).startsWith("a.vlmstream-");
    }
}
