package dev.vlmstream.schemas.wire;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Which schema registry is used, if any.
 *
 * @param url where it is, e.g. {@code http://localhost:8080/apis/registry/v3}
 * @param write whether events are written in its format; otherwise they are only read in it
 */
public record RegistrySettings(URI url, boolean write) {
    /** System property; the environment variable VLMSTREAM_REGISTRY_URL says the same. */
    public static final String URL = "vlmstream.registry.url";
    /** System property, true by default; the environment variable VLMSTREAM_REGISTRY_WRITE says the same. */
    public static final String WRITE = "vlmstream.registry.write";

    public RegistrySettings {
        if (url.getScheme() == null || !url.getScheme().matches("https?") || url.getHost() == null) {
            throw new IllegalArgumentException(URL + " is \"" + url
                    + "\"; it takes the address of a registry, e.g. http://localhost:8080/apis/registry/v3");
        }
    }

    /** What this process was started with; empty where no registry is set. */
    public static Optional<RegistrySettings> ofProcess() {
        return of(System.getProperties(), System.getenv());
    }

    static Optional<RegistrySettings> of(Properties properties, Map<String, String> environment) {
        String url = value(URL, properties, environment);
        return url.isEmpty()
                ? Optional.empty()
                : Optional.of(new RegistrySettings(uri(url), write(value(WRITE, properties, environment))));
    }

    private static String value(String key, Properties properties, Map<String, String> environment) {
        String variable = key.toUpperCase(Locale.ROOT).replace('.', '_');
        return properties
                .getProperty(key, environment.getOrDefault(variable, ""))
                .strip();
    }

    private static URI uri(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(URL + " is no address: " + e.getMessage(), e);
        }
    }

    private static boolean write(String value) {
        return switch (value) {
            case "", "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(WRITE + " is \"" + value + "\"; it takes true or false");
        };
    }
}
