package dev.vlmstream.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ApicurioSettingsTest {
    private final Properties properties = new Properties();

    @Test
    void anAddressWithoutAPathMeansTheRegistrysInterface() {
        for (String url : new String[] {"http://a:1", "http://a:1/"}) {
            assertThat(ApicurioSettings.of(URI.create(url), properties))
                    .containsEntry("apicurio.registry.url", "http://a:1/apis/registry/v3");
        }
        assertThat(ApicurioSettings.of(URI.create("http://a/behind/a/proxy"), properties))
                .containsEntry("apicurio.registry.url", "http://a/behind/a/proxy");
    }

    @Test
    void systemPropertiesOfApicuriosOwnNamesGoBeforeOurs() {
        properties.setProperty("apicurio.registry.auto-register", "false");
        properties.setProperty("apicurio.registry.auth.username", "me");
        properties.setProperty("vlmstream.bootstrap", "b");
        assertThat(ApicurioSettings.of(URI.create("http://a:1"), properties))
                .containsEntry("apicurio.registry.auto-register", "false")
                .containsEntry("apicurio.registry.auth.username", "me")
                .doesNotContainKey("vlmstream.bootstrap");
    }
}
