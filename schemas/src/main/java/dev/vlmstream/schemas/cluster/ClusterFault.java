package dev.vlmstream.schemas.cluster;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/** Says which setting is to blame when a cluster cannot be used. */
final class ClusterFault {
    private static final String PROTOCOL = CommonClientConfigs.SECURITY_PROTOCOL_CONFIG;

    private final Cluster cluster;
    private final ClientSettings settings;

    ClusterFault(Cluster cluster) {
        this.cluster = cluster;
        this.settings = cluster.settings();
    }

    /**
     * Checked first: a client that takes an alert of TLS for the length of an answer would want hundreds of megabytes.
     *
     * @return whether there is hope: false if every server refuses the connection
     * @throws ClusterException if the broker wants encryption and the settings do not, or the other way round
     */
    boolean requireSameProtocol() {
        SpokenProtocol spoken = SpokenProtocol.of(cluster.bootstrap());
        if (encrypted() && spoken == SpokenProtocol.PLAINTEXT) {
            throw new ClusterException(noTls());
        }
        if (!encrypted() && spoken == SpokenProtocol.NOT_PLAINTEXT) {
            throw new ClusterException(kafka() + " does not speak plaintext, as " + settings.where(PROTOCOL) + " ("
                    + protocol() + ") says; SSL or SASL_SSL is meant?");
        }
        return spoken != SpokenProtocol.REFUSED;
    }

    ClusterException of(Throwable failure) {
        return new ClusterException(line(failure), failure);
    }

    private String line(Throwable failure) {
        if (find(failure, ClusterException.class).isPresent()) {
            return find(failure, ClusterException.class).orElseThrow().getMessage();
        }
        Optional<AuthorizationException> forbidden = find(failure, AuthorizationException.class);
        if (forbidden.isPresent()) {
            return kafka() + " does not allow it: " + forbidden.get().getMessage()
                    + "; `vlmstream topics acls` prints the rights that are needed";
        }
        if (find(failure, UnsupportedSaslMechanismException.class).isPresent()) {
            return blame(SaslConfigs.SASL_MECHANISM, deepest(failure));
        }
        if (find(failure, SaslAuthenticationException.class).isPresent()) {
            return kafka() + " refuses the login: " + deepest(failure) + "; are user and password right? "
                    + settings.where(SaslConfigs.SASL_JAAS_CONFIG);
        }
        if (find(failure, SslAuthenticationException.class).isPresent()) {
            return tls(failure);
        }
        if (find(failure, ConfigException.class).isPresent()) {
            return kafka() + ": a client cannot be made: " + deepest(failure) + file();
        }
        return isCreation(failure) ? creation(failure) : silent(failure);
    }

    private String tls(Throwable failure) {
        String message = deepest(failure);
        if (message.contains("certification path")
                || message.contains("PKIX")
                || message.contains("trustAnchors")
                || message.contains("Signature does not match")) {
            return blame(
                    SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
                    "it does not vouch for the broker's certificate: " + message);
        }
        if (message.contains("subject alternative") || message.contains("No name matching")) {
            return blame(
                    SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG,
                    "the broker's certificate is for another name: " + message);
        }
        if (message.contains("unrecognized SSL message")) {
            return blame(PROTOCOL, "the broker does not speak TLS");
        }
        return blame(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, "does the broker want a client certificate? " + message);
    }

    /** What is in the message of a client that could not even be made names the file, if one is to blame. */
    private String creation(Throwable failure) {
        String message = messages(failure);
        for (String key : settings.values().keySet()) {
            if (key.endsWith(".location") && message.contains(settings.values().get(key))) {
                String why = message.contains("assword") ? "is its password right? " : "";
                return blame(key, why + deepest(failure));
            }
        }
        if (message.contains("JAAS") || message.contains("LoginModule") || message.contains("Login")) {
            return blame(SaslConfigs.SASL_JAAS_CONFIG, deepest(failure));
        }
        return kafka() + ": a client cannot be made: " + deepest(failure) + file();
    }

    private String silent(Throwable failure) {
        Map<String, SpokenProtocol> spoken = SpokenProtocol.ofEach(cluster.bootstrap());
        String line = silent(failure, SpokenProtocol.first(spoken.values()));
        String quiet = quiet(spoken);
        return quiet.isEmpty() ? line : line + "; " + quiet;
    }

    /** The servers to blame, where not all do the same. */
    private static String quiet(Map<String, SpokenProtocol> spoken) {
        if (Set.copyOf(spoken.values()).size() == 1) {
            return "";
        }
        return spoken.entrySet().stream()
                .filter(one -> one.getValue().isQuiet())
                .map(one -> one.getKey() + " " + one.getValue().words())
                .collect(Collectors.joining(", "));
    }

    private String noTls() {
        return blame(PROTOCOL, "the broker does not speak TLS, as " + protocol() + " says");
    }

    private String silent(Throwable failure, SpokenProtocol spoken) {
        return switch (spoken) {
            case REFUSED, NO_CONNECTION ->
                kafka() + " cannot be reached: it " + spoken.words()
                        + "; is the address right? (--bootstrap, or bootstrap.servers" + file() + ")";
            case PLAINTEXT ->
                encrypted()
                        ? noTls()
                        : protocol().equals("PLAINTEXT")
                                ? blame(
                                        PROTOCOL,
                                        "no answer; does the broker want a login, SASL_PLAINTEXT? " + deepest(failure))
                                : blame(PROTOCOL, "no answer; does the broker want no login? " + deepest(failure));
            case NOT_PLAINTEXT ->
                encrypted()
                        ? kafka() + " does not answer: " + deepest(failure)
                        : blame(PROTOCOL, "the broker does not speak plaintext");
            case CLOSED ->
                kafka() + " does not answer: it " + spoken.words() + "; is the broker away"
                        + (encrypted() ? "? " : ", or " + settings.where(PROTOCOL) + " to be SSL or SASL_SSL? ")
                        + deepest(failure);
            case SILENT -> kafka() + " does not answer: " + deepest(failure);
        };
    }

    private String blame(String key, String why) {
        return kafka() + ": " + settings.where(key) + ": " + why;
    }

    private String kafka() {
        return "Kafka at " + cluster.bootstrap();
    }

    private String file() {
        return settings.file().map(path -> " (" + path + ")").orElse("");
    }

    private String protocol() {
        return settings.values().getOrDefault(PROTOCOL, "PLAINTEXT").toUpperCase(Locale.ROOT);
    }

    private boolean encrypted() {
        return protocol().endsWith("SSL");
    }

    private static boolean isCreation(Throwable failure) {
        return failure instanceof org.apache.kafka.common.KafkaException
                && failure.getCause() != null
                && String.valueOf(failure.getMessage()).startsWith("Failed to c");
    }

    private static String messages(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            all.append(cause.getMessage()).append('\n');
        }
        return all.toString();
    }

    private static String deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
