package dev.vlmstream.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.ModelAnnouncement;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegistrySwitchTest {
    private static final URI REGISTRY = URI.create("http://registry:8080");

    private final Wire<ModelAnnouncement> plain = Wire.of(ModelAnnouncement.class, Optional.empty());
    private final Wire<ModelAnnouncement> reading =
            Wire.of(ModelAnnouncement.class, Optional.of(new RegistrySettings(REGISTRY, false)));
    private final Wire<ModelAnnouncement> writing =
            Wire.of(ModelAnnouncement.class, Optional.of(new RegistrySettings(REGISTRY, true)));
    private final ModelAnnouncement event = ModelAnnouncement.newBuilder()
            .setModel("clip")
            .setDigest("00")
            .setKind("dual-encoder")
            .setTasks(List.of("zero-shot"))
            .setService("embed")
            .setSoftwareVersion("1")
            .setAnnouncedAt(1)
            .setLeaseMillis(90_000)
            .build();

    @Test
    void withoutARegistryEventsAreInSingleObjectEncoding() {
        assertThat(plain.encode(event)).startsWith(0xc3, 0x01);
        assertThat(Wire.of(ModelAnnouncement.class).encode(event)).isEqualTo(plain.encode(event));
    }

    @Test
    void withARegistryEventsAreInItsFormat() {
        assertThat(writing.encode(event)).startsWith(0, 0, 0, 0, 7);
        assertThat(Wire.isAvro(writing.encode(event))).isTrue();
    }

    @Test
    void withARegistryEventsOfBothFormatsAreRead() {
        for (Wire<ModelAnnouncement> reader : List.of(reading, writing)) {
            assertThat(reader.decode(plain.encode(event))).isEqualTo(event);
            assertThat(reader.decode(writing.encode(event))).isEqualTo(event);
        }
    }

    @Test
    void aReaderThatShallNotWriteYetWritesAsBefore() {
        assertThat(reading.encode(event)).isEqualTo(plain.encode(event));
    }

    @Test
    void withoutARegistryItsEventsAreRefusedNamingTheSetting() {
        byte[] registered = writing.encode(event);
        assertThatThrownBy(() -> plain.decode(registered))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("ModelAnnouncement")
                .hasMessageContaining("vlmstream.registry.url is not set");
    }

    @Test
    void aSystemPropertyChoosesTheRegistry() {
        System.setProperty(RegistrySettings.URL, REGISTRY.toString());
        try {
            assertThat(Wire.of(ModelAnnouncement.class).encode(event)).isEqualTo(writing.encode(event));
        } finally {
            System.clearProperty(RegistrySettings.URL);
        }
    }

    @Test
    void aRegistryWithoutWhatSpeaksToItIsRefusedNamingTheArtifact() {
        ClassLoader bare = ClassLoader.getPlatformClassLoader();
        assertThatThrownBy(() -> RegistryWire.format(new RegistrySettings(REGISTRY, true), bare))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("vlmstream.registry.url is http://registry:8080")
                .hasMessageContaining("dev.vlmstream:vlmstream-schemas-registry")
                .hasMessageContaining("./mvnw -Pregistry package");
    }
}
