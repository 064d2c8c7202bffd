package dev.vlmstream.deploy.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.deploy.Chart;
import dev.vlmstream.deploy.WrittenFile;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.services.TopicUser;
import dev.vlmstream.schemas.topics.Names;
import dev.vlmstream.schemas.topics.Topic;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.kafka.listener.GenericKafkaListener;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Kafka by Strimzi: topics and rights are the code's, the operators' types take every field, and the chart logs in with what they make. */
class StrimziExampleTest {
    private static final Path DIRECTORY = Path.of("..", "deploy", "examples", "strimzi");
    private static final Path KAFKA = DIRECTORY.resolve("kafka.yaml");
    private static final Path TOPICS = DIRECTORY.resolve("topics.yaml");
    private static final Path USERS = DIRECTORY.resolve("users.yaml");
    private static final Path VALUES = DIRECTORY.resolve("values.yaml");

    @Test
    void topicsAreTheCodes() throws IOException {
        WrittenFile.check(TOPICS, StrimziFiles.topics(), StrimziExampleTest.class);
        assertThat(TypedResources.read(TOPICS, KafkaTopic.class)).hasSize(Topic.values().length);
    }

    @Test
    void rightsAreTheCodes() throws IOException {
        WrittenFile.check(USERS, StrimziFiles.users(), StrimziExampleTest.class);
        assertThat(TypedResources.read(USERS, KafkaUser.class))
                .hasSize(TopicUser.all().size());
    }

    @Test
    void eachServiceLogsInAsItsUser() throws IOException {
        String values = Files.readString(VALUES);
        String head = "\n  services:\n";
        int from = values.indexOf(head) + head.length();
        String logins = ServiceKind.all().stream()
                .map(service -> "    " + service.id() + ": {secretSettings: {sasl.jaas.config: {secret: "
                        + new Names("").group(service.id()) + ", key: sasl.jaas.config}}}\n")
                .collect(Collectors.joining());
        WrittenFile.check(
                VALUES,
                values.substring(0, from) + logins + values.substring(values.indexOf("topics:", from)),
                StrimziExampleTest.class);
    }

    @Test
    void brokersTakeWhatTheTopicsAskFor() throws IOException {
        Kafka kafka = kafka();
        KafkaNodePool brokers = TypedResources.read(KAFKA, KafkaNodePool.class).stream()
                .filter(pool -> pool.getMetadata().getName().equals("brokers"))
                .findFirst()
                .orElseThrow();

        assertThat(kafka.getSpec().getKafka().getConfig())
                .containsEntry("message.max.bytes", Topic.MAX_RECORD_BYTES)
                .containsEntry("replica.fetch.max.bytes", Topic.MAX_RECORD_BYTES);
        assertThat(TypedResources.read(TOPICS, KafkaTopic.class)).allSatisfy(topic -> {
            assertThat(topic.getSpec().getReplicas())
                    .isEqualTo(brokers.getSpec().getReplicas());
            assertThat(topic.getMetadata().getLabels())
                    .containsEntry("strimzi.io/cluster", kafka.getMetadata().getName());
        });
    }

    @Test
    void theChartUsesWhatTheOperatorsMake() throws IOException {
        JsonNode values = Chart.YAML.readTree(VALUES.toFile());
        String cluster = kafka().getMetadata().getName();
        GenericKafkaListener listener =
                kafka().getSpec().getKafka().getListeners().get(0);

        assertThat(values.at("/kafka/bootstrapServers").asText())
                .isEqualTo(cluster + "-kafka-bootstrap:" + listener.getPort());
        assertThat(values.at("/topics/partitions").asInt()).isEqualTo(StrimziFiles.PARTITIONS);
        Set<String> secrets = TypedResources.read(USERS, KafkaUser.class).stream()
                .map(user -> user.getMetadata().getName())
                .collect(Collectors.toCollection(TreeSet::new));
        secrets.remove("vlmstream-cli");
        List<JsonNode> manifests = Chart.renderFile(VALUES);
        assertThat(named(manifests, "secretKeyRef")).isEqualTo(secrets);
        assertThat(manifests.toString()).contains("\"name\":\"" + cluster + "-cluster-ca-cert\"");
    }

    @Test
    void aFieldThatStrimziDoesNotKnowIsRefused() throws IOException {
        for (Path file : List.of(KAFKA, TOPICS, USERS)) {
            for (JsonNode tree : TypedResources.trees(file)) {
                for (String pointer : List.of("", "/metadata", "/spec")) {
                    JsonNode broken = tree.deepCopy();
                    ((ObjectNode) broken.at(pointer)).put("replcias", 1);
                    assertThatThrownBy(() -> TypedResources.typed(broken)).hasMessageContaining("replcias");
                }
            }
        }
        JsonNode deep = TypedResources.trees(KAFKA).get(0);
        ((ObjectNode) deep.at("/spec/kafka/listeners/0/authentication")).put("tpye", "tls");
        assertThatThrownBy(() -> TypedResources.typed(deep)).hasMessageContaining("tpye");
        JsonNode acl = TypedResources.trees(USERS).get(0);
        ((ObjectNode) acl.at("/spec/authorization/acls/0/resource")).put("pattern", "prefix");
        assertThatThrownBy(() -> TypedResources.typed(acl)).hasMessageContaining("pattern");
    }

    private static Kafka kafka() throws IOException {
        return TypedResources.read(KAFKA, Kafka.class).get(0);
    }

    /** The names of all objects that a field refers to. */
    private static Set<String> named(List<JsonNode> manifests, String field) {
        return manifests.stream()
                .flatMap(manifest -> manifest.findValues(field).stream())
                .map(reference -> reference.get("name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
