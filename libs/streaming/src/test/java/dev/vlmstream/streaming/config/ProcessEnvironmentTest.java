package dev.vlmstream.streaming.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.wire.RegistrySettings;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessEnvironmentTest {
    private static final String URL = "http://registry:8080";

    private record Configured(Optional<String> url, boolean write) implements StreamConfig.Registry {}

    @Test
    void withoutARegistryThereIsNothingToSay() {
        assertThatCode(() -> ProcessEnvironment.requireSame(new Configured(Optional.empty(), true), Optional.empty()))
                .doesNotThrowAnyException();
    }

    @Test
    void aRegistryThatTheEncodersSeeIsRight() {
        assertThatCode(() -> ProcessEnvironment.requireSame(
                        new Configured(Optional.of(URL), false),
                        Optional.of(new RegistrySettings(URI.create(URL), false))))
                .doesNotThrowAnyException();
    }

    @Test
    void aRegistryOfAConfigurationFileIsRefusedSayingWhereItBelongs() {
        assertThatThrownBy(
                        () -> ProcessEnvironment.requireSame(new Configured(Optional.of(URL), true), Optional.empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("-Dvlmstream.registry.url")
                .hasMessageContaining("VLMSTREAM_REGISTRY_URL")
                .hasMessageContaining(URL);
    }
}
