package dev.vlmstream.streaming.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the files say that the services are built with.
 *
 * @param all of every service
 * @param services each its own, by its name
 * @param container of the profile {@code container}
 */
record ShippedProperties(Properties all, Map<String, Properties> services, Properties container) {
    static ShippedProperties read() throws IOException {
        Map<String, Properties> services = new TreeMap<>();
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(Path.of("../.."), "*-service")) {
            for (Path module : modules) {
                String name = module.getFileName().toString().replace("-service", "");
                services.put(name, properties(module.resolve("src/main/resources/application.properties")));
            }
        }
        Path shared = Path.of("src/main/resources/META-INF");
        return new ShippedProperties(
                properties(shared.resolve("microprofile-config.properties")),
                services,
                properties(shared.resolve("microprofile-config-container.properties")));
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        return properties;
    }

    /** What a setting is where nothing else is said, in Markdown: {@code `32`; decode, judge `16`}. */
    Optional<String> standard(String key, Optional<String> declared) {
        List<String> parts = new ArrayList<>();
        Optional.ofNullable(all.getProperty(key))
                .or(() -> declared)
                .map(ShippedProperties::code)
                .ifPresent(parts::add);
        services.values().stream()
                .map(properties -> properties.getProperty(key))
                .filter(value -> value != null)
                .distinct()
                .map(value -> names(key, value) + " " + code(value))
                .forEach(parts::add);
        Optional.ofNullable(container.getProperty(key))
                .map(value -> "in a container " + code(value))
                .ifPresent(parts::add);
        return Optional.of(String.join("; ", parts)).filter(standard -> !standard.isEmpty());
    }

    private String names(String key, String value) {
        return services.entrySet().stream()
                .filter(service -> value.equals(service.getValue().getProperty(key)))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    private static String code(String value) {
        return value.isEmpty() ? "none" : "`" + value + "`";
    }
}
