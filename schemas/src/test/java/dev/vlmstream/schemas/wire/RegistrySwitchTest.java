package dev.vlmstream.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.ModelAnnouncement;
import java.io.File;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistrySwitchTest {
    private final StubRegistry registry = new StubRegistry();
    private final Wire<ModelAnnouncement> plain = Wire.of(ModelAnnouncement.class, Optional.empty());
    private final Wire<ModelAnnouncement> reading =
            Wire.of(ModelAnnouncement.class, Optional.of(new RegistrySettings(registry.url(), false)));
    private final Wire<ModelAnnouncement> writing =
            Wire.of(ModelAnnouncement.class, Optional.of(new RegistrySettings(registry.url(), true)));
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

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void withoutARegistryEventsAreInSingleObjectEncoding() {
        assertThat(plain.encode(event)).startsWith(0xc3, 0x01);
        assertThat(Wire.of(ModelAnnouncement.class).encode(event)).isEqualTo(plain.encode(event));
    }

    @Test
    void withARegistryEventsAreInItsFormat() {
        assertThat(writing.encode(event)).startsWith(0, 0, 0, 0, 1);
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
        System.setProperty(RegistrySettings.URL, registry.url().toString());
        try {
            assertThat(Wire.of(ModelAnnouncement.class).encode(event)).isEqualTo(writing.encode(event));
        } finally {
            System.clearProperty(RegistrySettings.URL);
        }
    }

    @Test
    void aRegistryWithoutWhatSpeaksToItIsRefusedNamingTheBuild() throws Exception {
        URL[] libraries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("apicurio"))
                .map(entry -> url(Path.of(entry)))
                .toArray(URL[]::new);
        try (URLClassLoader plain = new URLClassLoader(libraries, ClassLoader.getPlatformClassLoader())) {
            Class<?> settings = plain.loadClass(RegistrySettings.class.getName());
            Object set = settings.getConstructor(URI.class, boolean.class).newInstance(registry.url(), true);
            Method of = plain.loadClass(Wire.class.getName()).getDeclaredMethod("of", Class.class, Optional.class);
            of.setAccessible(true);
            Class<?> type = plain.loadClass(ModelAnnouncement.class.getName());

            assertThat(of.invoke(null, type, Optional.empty())).isNotNull();
            assertThatThrownBy(() -> of.invoke(null, type, Optional.of(set)))
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("vlmstream.registry.url is " + registry.url())
                    .hasMessageContaining("./mvnw -Pregistry package");
        }
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
