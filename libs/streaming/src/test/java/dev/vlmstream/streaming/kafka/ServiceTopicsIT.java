package dev.vlmstream.streaming.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.cluster.ClientSettings;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.cluster.ClusterException;
import dev.vlmstream.schemas.cluster.TopicOwner;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Names;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.config.TestConfig;
import dev.vlmstream.testing.BrokerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceTopicsIT extends BrokerTest {
    private static final AtomicInteger PAIRS = new AtomicInteger();

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

    /** A service of an installation as the chart names it, or of none. */
    private static ServiceTopics service(ServiceKind kind, String prefix, String... installation) {
        List<String> settings = new ArrayList<>(List.of(
                "bootstrap", broker.bootstrap(), "topics.prefix", prefix, "topics.partitions", "1", "instance", "a-0"));
        for (String name : installation) {
            settings.addAll(List.of("installation", name));
        }
        StreamConfig config = TestConfig.of(settings.toArray(String[]::new));
        return new ServiceTopics(new KafkaSettings(config), config, kind);
    }

    @ParameterizedTest
    @CsvSource({
        "a/rel, a/rel, false, harmless",
        "a/rel, a/rel, true,  harmless",
        "a/rel, b/rel, false, refused",
        "a/rel, b/rel, true,  harmless",
        "a/rel, a/two, false, refused",
        "a/rel, a/two, true,  harmless",
        "a/rel, b/two, false, refused",
        "a/rel, b/two, true,  harmless",
    })
    void anInstallationOfAnotherNameOrNamespaceNeedsAPrefix(
            String first, String second, boolean prefixed, String outcome) {
        String prefix = "pair" + PAIRS.incrementAndGet() + ".";
        String newPrefix = prefixed ? prefix + "own." : prefix;
        List<ServiceKind> kinds = List.of(ServiceKind.INGEST, ServiceKind.EMBED);
        kinds.forEach(kind -> service(kind, prefix, first).ensure());
        for (ServiceKind kind : kinds) {
            ServiceTopics newcomer = service(kind, newPrefix, second);
            if (outcome.equals("harmless")) {
                newcomer.ensure();
            } else {
                assertThatThrownBy(newcomer::ensure)
                        .isInstanceOf(ClusterException.class)
                        .hasMessageContaining(" belong to another installation, " + first + " (since 20")
                        .hasMessageContaining("--topic-prefix " + second.replace('/', '-') + ".,")
                        .hasMessageContaining("kafka.topicPrefix in the chart")
                        .hasMessageEndingWith("vlmstream topics release --bootstrap " + broker.bootstrap()
                                + " --topic-prefix " + prefix);
            }
            service(kind, prefix, first).ensure();
        }
    }

    @Test
    void ofInstallationsThatComeAtTheSameMomentOneStaysWithAllItsReplicas() throws Exception {
        broker.createTopics("race.", 2);
        List<String> refused = new CopyOnWriteArrayList<>();
        List<Thread> starting = new ArrayList<>();
        for (int replica = 0; replica < 6; replica++) {
            String installation = "space" + replica % 3 + "/rel";
            starting.add(new Thread(() -> {
                try {
                    service(ServiceKind.EMBED, "race.", installation).ensure();
                } catch (ClusterException e) {
                    refused.add(installation);
                }
            }));
        }
        starting.forEach(Thread::start);
        for (Thread one : starting) {
            one.join();
        }
        String winner = owner("race.");
        assertThat(refused).hasSize(4).doesNotContain(winner);
        // Of the others nothing is left that could count later.
        new TopicOwner(new Cluster(broker.bootstrap(), new Names("race."), ClientSettings.NONE)).release();
        service(ServiceKind.EMBED, "race.", "late/rel").ensure();
        assertThat(owner("race.")).isEqualTo("late/rel");
    }

    /** Services of a version that left no marks, or of nobody's, run on. */
    @Test
    void theFirstThatHasANameTakesWhatWasNobodys() throws Exception {
        service(ServiceKind.INGEST, "old.").ensure();
        try (Producer<byte[], byte[]> producer = new KafkaSettings(config("old.", true)).plainProducer()) {
            producer.send(new ProducerRecord<>("old.installations", 0, new byte[] {1}, new byte[] {1, 2}))
                    .get();
        }
        service(ServiceKind.INGEST, "old.", "a/rel").ensure();
        service(ServiceKind.EMBED, "old.").ensure();
        assertThat(owner("old.")).isEqualTo("a/rel");
    }

    private static String owner(String prefix) {
        return new TopicOwner(new Cluster(broker.bootstrap(), new Names(prefix), ClientSettings.NONE))
                .find()
                .orElseThrow()
                .getInstallation();
    }
}
