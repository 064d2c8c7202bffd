package dev.vlmstream.schemas.cluster;

import static java.util.Map.entry;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/** What a file of client settings may say: what Kafka's clients know, but nothing that would break a promise of ours. */
final class KnownKeys {
    private static final List<ConfigDef> CLIENTS =
            List.of(AdminClientConfig.configDef(), ConsumerConfig.configDef(), ProducerConfig.configDef());
    private static final Set<String> NAMES = names();

    /** What exactly-once stands on, with the values that say the same; these, and who is who, are set by us. */
    private static final Map<String, Set<String>> PROMISES = Map.ofEntries(
            entry("acks", Set.of("all", "-1")),
            entry("enable.idempotence", Set.of("true")),
            entry("enable.auto.commit", Set.of("false")),
            entry("isolation.level", Set.of("read_committed")),
            entry("auto.offset.reset", Set.of("earliest")),
            entry("processing.guarantee", Set.of("exactly_once_v2")),
            entry("group.id", Set.of()),
            entry("group.instance.id", Set.of()),
            entry("group.protocol", Set.of("classic", "consumer")),
            entry("client.id", Set.of()),
            entry("application.id", Set.of()),
            entry("transactional.id", Set.of()),
            entry("partitioner.class", Set.of()),
            entry("partition.assignment.strategy", Set.of()),
            entry("key.serializer", Set.of()),
            entry("value.serializer", Set.of()),
            entry("key.deserializer", Set.of()),
            entry("value.deserializer", Set.of()));

    private static final int TYPO = 2;

    private KnownKeys() {}

    static boolean isKnown(String key) {
        return NAMES.contains(key) || PROMISES.containsKey(key) || key.startsWith("config.providers");
    }

    /** @throws ClusterException naming the first key that cannot be taken, and where it is */
    static void check(ClientSettings settings) {
        new TreeSet<>(settings.values().keySet()).forEach(key -> {
            String value = settings.values().get(key);
            Set<String> kept = PROMISES.get(key);
            if (kept != null && !kept.contains(value)) {
                throw new ClusterException(settings.where(key) + ": exactly-once delivery depends on it"
                        + (kept.isEmpty() ? "" : " being " + String.join(" or ", new TreeSet<>(kept)))
                        + "; leave it out");
            }
            if (!isKnown(key)) {
                nearest(key).ifPresent(near -> {
                    throw new ClusterException(
                            settings.where(key) + ": Kafka knows no such setting; is " + near + " meant?");
                });
            }
        });
        CLIENTS.forEach(client -> requireValid(client, settings));
    }

    private static void requireValid(ConfigDef client, ClientSettings settings) {
        for (Map.Entry<String, ConfigValue> checked :
                client.validateAll(settings.values()).entrySet()) {
            String key = checked.getKey();
            String value = settings.values().get(key);
            // What a configuration provider is to put in is not known yet.
            if (value != null
                    && !value.contains("${")
                    && !checked.getValue().errorMessages().isEmpty()) {
                throw new ClusterException(settings.where(key) + ": "
                        + (isSecret(client, key)
                                ? "its value cannot be taken"
                                : checked.getValue().errorMessages().get(0)));
            }
        }
    }

    private static boolean isSecret(ConfigDef client, String key) {
        return client.configKeys().get(key).type == ConfigDef.Type.PASSWORD;
    }

    private static Optional<String> nearest(String key) {
        return NAMES.stream()
                .filter(name -> distance(key, name) <= TYPO)
                .min(Comparator.comparingInt(name -> distance(key, name)));
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>();
        CLIENTS.forEach(client -> names.addAll(client.names()));
        return Set.copyOf(names);
    }

    /** Levenshtein's. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int substituted = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
