package dev.vlmstream.streaming.config;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** A service's configuration, as its properties would make it. */
public final class TestConfig {
    private TestConfig() {}

    /** Alternating keys (without {@code vlmstream.}) and values. */
    public static StreamConfig of(String... settings) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            properties.put("vlmstream." + settings[i], settings[i + 1]);
        }
        return new SmallRyeConfigBuilder()
                .withMapping(StreamConfig.class)
                .withDefaultValues(Map.of())
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(StreamConfig.class);
    }
}
