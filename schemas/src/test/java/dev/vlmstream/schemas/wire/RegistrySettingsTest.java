package dev.vlmstream.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class RegistrySettingsTest {
    private final Properties properties = new Properties();

    @Test
    void nothingSetMeansNoRegistry() {
        assertThat(RegistrySettings.of(properties, Map.of())).isEmpty();
        assertThat(RegistrySettings.of(properties, Map.of("VLMSTREAM_REGISTRY_URL", " ")))
                .isEmpty();
    }

    @Test
    void theEnvironmentSetsItAndThePropertyGoesBeforeIt() {
        Map<String, String> environment =
                Map.of("VLMSTREAM_REGISTRY_URL", "http://a:1", "VLMSTREAM_REGISTRY_WRITE", "false");
        assertThat(RegistrySettings.of(properties, environment))
                .contains(new RegistrySettings(URI.create("http://a:1"), false));
        properties.setProperty("vlmstream.registry.url", "https://b/apis/registry/v3");
        properties.setProperty("vlmstream.registry.write", "true");
        assertThat(RegistrySettings.of(properties, environment))
                .contains(new RegistrySettings(URI.create("https://b/apis/registry/v3"), true));
    }

    @Test
    void whatIsNoAddressIsRefused() {
        for (String wrong : new String[] {"registry:8080", "localhost", "http://", "a b", "ftp://a"}) {
            properties.setProperty("vlmstream.registry.url", wrong);
            assertThatThrownBy(() -> RegistrySettings.of(properties, Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("vlmstream.registry.url");
        }
    }

    @Test
    void whetherToWriteIsTrueOrFalse() {
        properties.setProperty("vlmstream.registry.url", "http://a:1");
        properties.setProperty("vlmstream.registry.write", "yes");
        assertThatThrownBy(() -> RegistrySettings.of(properties, Map.of()))
                .hasMessageContaining("vlmstream.registry.write is \"yes\"");
    }
}
