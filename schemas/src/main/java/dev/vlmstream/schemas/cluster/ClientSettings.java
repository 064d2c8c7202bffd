package dev.vlmstream.schemas.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * Settings of Kafka's clients as a company hands them out: a properties file, and over it variables of the environment,
 * {@code VLMSTREAM_KAFKA_SECURITY_PROTOCOL} for {@code security.protocol}. Values may be secrets and are never shown.
 */
public final class ClientSettings {
    /** Names the file where no option does. */
    public static final String FILE_VARIABLE = "VLMSTREAM_KAFKA_CONFIG";

    public static final ClientSettings NONE = new ClientSettings(Optional.empty(), Map.of(), Map.of());
    private static final String VARIABLES = "VLMSTREAM_KAFKA_";

    private final Optional<Path> file;
    private final Map<String, String> values;
    private final Map<String, String> variables;

    private ClientSettings(Optional<Path> file, Map<String, String> values, Map<String, String> variables) {
        this.file = file;
        this.values = Map.copyOf(values);
        this.variables = Map.copyOf(variables);
    }

    /**
     * Reads and checks them.
     *
     * @param named the file; if empty, the one that the environment names, if any
     * @throws ClusterException naming a file that cannot be read, or a key whose value cannot be taken
     */
    public static ClientSettings load(Optional<Path> named, Map<String, String> environment) {
        Optional<Path> file = named.or(() ->
                        Optional.ofNullable(environment.get(FILE_VARIABLE)).map(Path::of))
                .map(path -> path.toAbsolutePath().normalize());
        Map<String, String> values = new TreeMap<>();
        file.ifPresent(path -> read(path).forEach((key, value) -> values.put((String) key, ((String) value).strip())));
        Map<String, String> variables = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(VARIABLES) && !name.equals(FILE_VARIABLE)) {
                String key = name.substring(VARIABLES.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.');
                values.put(key, value);
                variables.put(key, name);
            }
        });
        ClientSettings settings = new ClientSettings(file, values, variables);
        KnownKeys.check(settings);
        return settings;
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (NoSuchFileException e) {
            throw new ClusterException("--kafka-config: no such file: " + file, e);
        } catch (IOException | IllegalArgumentException e) {
            throw new ClusterException("--kafka-config: " + file + " cannot be read: " + reason(e), e);
        }
        return properties;
    }

    private static String reason(Exception e) {
        return e instanceof java.nio.file.AccessDeniedException ? "no permission" : e.getMessage();
    }

    public Map<String, String> values() {
        return values;
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The file they are from. */
    public Optional<Path> file() {
        return file;
    }

    /** The cluster that they are meant for, if they say so. */
    public Optional<String> bootstrap() {
        return Optional.ofNullable(values.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }

    /** Keys that no client of Kafka's knows by itself; a plug-in of the company's may. */
    public List<String> unknown() {
        return values.keySet().stream()
                .filter(key -> !KnownKeys.isKnown(key))
                .sorted()
                .toList();
    }

    /** Where a setting is, or would be: {@code security.protocol in /etc/kafka.properties}. */
    public String where(String key) {
        String variable = variables.get(key);
        if (variable != null) {
            return key + " in the variable " + variable;
        }
        return key + file.map(path -> " in " + path).orElse(" in the file of --kafka-config, which was not given");
    }

    /** Keys alone: values may be secrets. */
    @Override
    public String toString() {
        return "Kafka client settings " + new java.util.TreeSet<>(values.keySet());
    }
}
