package dev.vlmstream.schemas.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.topics.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientSettingsTest {
    @TempDir
    private Path directory;

    private ClientSettings load(String text) throws IOException {
        return ClientSettings.load(Optional.of(file(text)), Map.of());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("kafka.properties"), text);
    }

    @Test
    void theEnvironmentGoesOverTheFileThatItMayName() throws IOException {
        Path file = file("security.protocol=SSL\nbootstrap.servers=one:9092\n");
        ClientSettings settings = ClientSettings.load(
                Optional.empty(),
                Map.of("VLMSTREAM_KAFKA_CONFIG", file.toString(), "VLMSTREAM_KAFKA_SECURITY_PROTOCOL", "SASL_SSL"));
        assertThat(settings.values())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("security.protocol", "SASL_SSL", "bootstrap.servers", "one:9092"));
        assertThat(settings.bootstrap()).contains("one:9092");
        assertThat(settings.where("security.protocol")).contains("VLMSTREAM_KAFKA_SECURITY_PROTOCOL");
        assertThat(settings.where("bootstrap.servers")).endsWith(" in " + file);
    }

    @Test
    void aClientsOwnSettingsAndTheAddressGoOverAll() throws IOException {
        Cluster cluster = new Cluster("here:1", new Names("a."), load("bootstrap.servers=there:2\nlinger.ms=7\n"));
        assertThat(cluster.client(Map.of("linger.ms", 2)))
                .containsEntry("bootstrap.servers", "here:1")
                .containsEntry("linger.ms", 2)
                .containsEntry("client.id", "a.vlmstream-client");
    }

    @Test
    void whatBreaksAPromiseIsRefusedAndWhatSaysTheSameIsNot() throws IOException {
        assertThat(load("acks=all\nenable.auto.commit=false\nisolation.level=read_committed\n")
                        .values())
                .hasSize(3);
        for (String line : new String[] {"acks=1", "enable.idempotence=false", "transactional.id=t", "group.id=g"}) {
            assertThatThrownBy(() -> load(line))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith(line.substring(0, line.indexOf('=')) + " in " + directory);
        }
    }

    @Test
    void howGroupsShareTheirPartitionsIsOfReplicasAlone() throws IOException {
        Cluster cluster = new Cluster("here:1", new Names(""), load("group.protocol=consumer\n"));
        assertThat(cluster.assignsPartitions()).isTrue();
        assertThat(cluster.client(Map.of())).doesNotContainKey("group.protocol");
        assertThat(Cluster.open("here:1").assignsPartitions()).isFalse();
        assertThatThrownBy(() -> load("group.protocol=streams"))
                .hasMessageContaining("being classic or consumer; leave it out");
    }

    @Test
    void aTypoIsToldAndWhatAPlugInMayKnowIsPassedOn() throws IOException {
        assertThatThrownBy(() -> load("sasl.mechanisms=PLAIN")).hasMessageContaining("is sasl.mechanism meant?");
        ClientSettings settings = load("company.vault.token.renewal=60\n");
        assertThat(settings.unknown()).containsExactly("company.vault.token.renewal");
        assertThat(settings.values()).hasSize(1);
    }

    @Test
    void secretsAreNeverShown() throws IOException {
        ClientSettings settings = load("sasl.jaas.config=x password=\"hush\";\nssl.truststore.password=hush\n");
        assertThat(settings.toString())
                .contains("sasl.jaas.config", "ssl.truststore.password")
                .doesNotContain("hush");
        assertThat(Cluster.open("a:1").toString()).doesNotContain("hush");
    }

    @Test
    void aFileThatIsNotThereOrNoFileIsNamed() {
        assertThatThrownBy(() -> ClientSettings.load(Optional.of(directory.resolve("none")), Map.of()))
                .hasMessageContaining("no such file")
                .hasMessageContaining("none");
        assertThatThrownBy(() -> ClientSettings.load(Optional.of(directory), Map.of()))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining(directory.toString());
    }
}
