package dev.vlmstream.schemas.registry;

import io.apicurio.registry.serde.avro.strategy.QualifiedRecordIdStrategy;
import io.apicurio.registry.serde.config.SerdeConfig;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** What Apicurio's serde is told. */
final class ApicurioSettings {
    private static final String PREFIX = "apicurio.registry.";
    private static final String API = "/apis/registry/v3";

    private ApicurioSettings() {}

    /**
     * The settings for a registry; system properties of Apicurio's own names ({@code apicurio.registry.…}: credentials,
     * certificates, proxies, whether schemas are registered) go before ours.
     */
    static Map<String, Object> of(URI registry, Properties properties) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(SerdeConfig.REGISTRY_URL, endpoint(registry));
        settings.put(SerdeConfig.HTTP_ADAPTER, "JDK");
        settings.put(SerdeConfig.AUTO_REGISTER_ARTIFACT, true);
        settings.put(SerdeConfig.AUTO_REGISTER_ARTIFACT_IF_EXISTS, "FIND_OR_CREATE_VERSION");
        // Events are named by what they are: one schema may travel on topics of many prefixes.
        settings.put(SerdeConfig.ARTIFACT_RESOLVER_STRATEGY, QualifiedRecordIdStrategy.class.getName());
        // Each schema whole, without references that a reader would have to follow.
        settings.put(SerdeConfig.DEREFERENCE_SCHEMA, true);
        properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
    }

    private static String endpoint(URI registry) {
        String path = registry.getPath();
        return path == null || path.isEmpty() || path.equals("/")
                ? registry.resolve(API).toString()
                : registry.toString();
    }
}
