package dev.vlmstream.streaming.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the services' shared files say, below a service's own ports. */
class SharedSettingsTest {
    private static final Map<String, String> OWN =
            Map.of("quarkus.http.port", "8101", "quarkus.management.port", "9101");
    /** Of an application.properties, as Quarkus reads it. */
    private static final int ORDINAL = 250;

    private static SmallRyeConfig config(String profile) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .withSources(new PropertiesConfigSource(OWN, "application.properties", ORDINAL))
                .withProfile(profile)
                .build();
    }

    private static String value(SmallRyeConfig config, String key) {
        return config.getConfigValue(key).getValue();
    }

    @Test
    void byDefaultNothingIsReachableFromOtherMachines() {
        SmallRyeConfig config = config("prod");
        assertThat(value(config, "quarkus.http.host")).isEqualTo("127.0.0.1");
        assertThat(value(config, "quarkus.management.host")).isEqualTo("127.0.0.1");
        assertThat(value(config, "quarkus.http.port")).isEqualTo("8101");
        assertThat(value(config, "quarkus.management.port")).isEqualTo("9101");
        assertThat(value(config, "quarkus.log.console.json.enabled")).isEqualTo("false");
        assertThat(value(config, "quarkus.log.file.json.enabled")).isEqualTo("false");
    }

    @Test
    void inAContainerPortsAreTheSameForAllAndLinesAreForPrograms() {
        SmallRyeConfig config = config("container");
        assertThat(value(config, "quarkus.http.host")).isEqualTo("0.0.0.0");
        assertThat(value(config, "quarkus.management.host")).isEqualTo("0.0.0.0");
        assertThat(value(config, "quarkus.http.port")).isEqualTo("8080");
        assertThat(value(config, "quarkus.management.port")).isEqualTo("9000");
        assertThat(value(config, "quarkus.log.console.json.enabled")).isEqualTo("true");
        assertThat(value(config, "quarkus.log.file.json.enabled")).isEqualTo("false");
    }
}
