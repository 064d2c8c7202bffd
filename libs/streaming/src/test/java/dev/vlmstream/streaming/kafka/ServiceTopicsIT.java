package dev.vlmstream.streaming.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.cluster.ClusterException;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.config.TestConfig;
import dev.vlmstream.testing.BrokerTest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class ServiceTopicsIT extends BrokerTest {
    private static StreamConfig config(String prefix, boolean create) {
        return TestConfig.of(
                "bootstrap", broker.bootstrap(), "topics.prefix", prefix, "topics.create", String.valueOf(create));
    }

    @Test
    void aServiceCreatesItsOwnTopicsAndNoOther() throws Exception {
        StreamConfig config = config("own.", true);
        KafkaSettings settings = new KafkaSettings(config);
        new ServiceTopics(settings, config, ServiceKind.JUDGE).ensure();
        Set<String> expected =
                ServiceKind.JUDGE.topics().stream().map(settings::name).collect(Collectors.toSet());
        try (Admin admin = settings.admin()) {
            assertThat(admin.listTopics().names().get())
                    .filteredOn(name -> name.startsWith("own."))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void namesTheTopicThatIsMissingAndTheCommandThatCreatesIt() {
        StreamConfig config = config("none.", false);
        ServiceTopics topics = new ServiceTopics(new KafkaSettings(config), config, ServiceKind.INGEST);
        assertThatThrownBy(topics::ensure)
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("none.items is missing")
                .hasMessageContaining(
                        "vlmstream topics create --bootstrap " + broker.bootstrap() + " --topic-prefix none.");
    }

    @Test
    void aTopicOfMoreReplicasHasTwoInSync() {
        assertThat(Topic.SCORES.settings(true)).containsEntry("min.insync.replicas", "2");
        assertThat(Topic.SCORES.settings(false)).doesNotContainKey("min.insync.replicas");
        assertThat(List.of(Topic.values()))
                .allMatch(topic -> topic.settings(true).size() == 5);
    }
}
