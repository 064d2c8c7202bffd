package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings of Kafka clients that are wrong: one line each, which names the setting. */
class KafkaConfigIT {
    private static SecuredBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = SecuredBroker.start(Path.of("target", "settings-broker").toAbsolutePath());
        broker.add("admin");
        broker.add("nobody");
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    static Stream<Arguments> wrong() {
        String notListening = "localhost:1";
        return Stream.of(
                arguments("security.protocol", "FOO", "security.protocol in FILE: Invalid value FOO"),
                arguments(
                        "security.protocl",
                        "SSL",
                        "security.protocl in FILE: Kafka knows no such setting; is security.protocol meant?"),
                arguments("acks", "1", "acks in FILE: exactly-once delivery depends on it being"),
                arguments("group.id", "mine", "group.id in FILE"),
                arguments("request.timeout.ms", "soon", "request.timeout.ms in FILE: Invalid value soon"),
                arguments("sasl.mechanism", "PLAIN", "sasl.mechanism in FILE"),
                arguments("sasl.jaas.config", "nonsense", "sasl.jaas.config in FILE"),
                arguments("sasl.jaas.config", jaas("nobody", SecuredBroker.PASSWORD), "vlmstream topics acls"),
                arguments(
                        "ssl.truststore.password", "wrong", "ssl.truststore.location in FILE: is its password right?"),
                arguments("ssl.truststore.location", "OTHER", "ssl.truststore.location in FILE: it does not vouch"),
                arguments("bootstrap.servers", notListening, "Kafka at localhost:1 cannot be reached"),
                arguments("bootstrap.servers", "no.such.host.invalid:9092", "no.such.host.invalid"));
    }

    static Stream<Arguments> wrongOfAProcess() {
        return Stream.of(
                arguments("sasl.jaas.config", jaas("admin", "wrong"), "sasl.jaas.config in FILE"),
                arguments("ssl.truststore.location", "/no/such/trust.p12", "ssl.truststore.location in FILE"),
                arguments("security.protocol", "SASL_PLAINTEXT", "security.protocol in FILE"),
                arguments("security.protocol", "PLAINTEXT", "security.protocol in FILE"),
                arguments("bootstrap.servers", "INTERNAL", "security.protocol in FILE: the broker does not speak TLS"));
    }

    private static String jaas(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                + password + "\";";
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("wrong")
    void aWrongSettingIsNamedInOneLine(String key, String value, String expected) throws Exception {
        Path file = file(key, value);
        assertNamed(CommandRun.of("topics", "check", "--kafka-config=" + file), file, expected);
    }

    /**
     * Not in this process, which runs the broker: the command distinguishes a broker that speaks another protocol from a slow one by
     * how soon it answers. For the first two, Kafka's client logs an error, which must not reach the user.
     */
    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("wrongOfAProcess")
    void aProcessSaysNoMoreThanThatLine(String key, String value, String expected) throws Exception {
        Path file = file(key, value);
        assertNamed(CommandRun.apart(Map.of(), "topics", "check", "--kafka-config=" + file), file, expected);
    }

    /** Of settings that are right but for one. */
    private static Path file(String key, String value) throws Exception {
        Map<String, String> settings = new HashMap<>(broker.client("admin", SecuredBroker.PASSWORD));
        settings.put(
                key,
                value.equals("OTHER")
                        ? broker.wrongTruststore().toString()
                        : value.equals("INTERNAL") ? broker.internal() : value);
        return broker.file("wrong.properties", settings);
    }

    private static void assertNamed(CommandRun run, Path file, String expected) {
        assertThat(run.status()).isOne();
        assertThat(run.err().lines()).as(run.err()).hasSize(1);
        assertThat(run.err())
                .startsWith("vlmstream topics check: ")
                .contains(expected.replace("FILE", file.toString()))
                .doesNotContain("\tat ")
                .doesNotContain(SecuredBroker.PASSWORD);
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        CommandRun run = CommandRun.of("topics", "check", "--kafka-config=/no/such.properties");
        assertThat(run.status()).isOne();
        assertThat(run.err()).contains("no such file: /no/such.properties");
        CommandRun up = CommandRun.of("up", "--kafka-config=" + broker.file("empty.properties", Map.of()));
        assertThat(up.status()).isOne();
        assertThat(up.err()).contains("no Kafka is named", "bootstrap.servers in ");
    }

    @Test
    void theEnvironmentSaysTheSame() throws Exception {
        Map<String, String> environment = new HashMap<>();
        broker.client("admin", SecuredBroker.PASSWORD)
                .forEach((key, value) -> environment.put(
                        "VLMSTREAM_KAFKA_"
                                + key.toUpperCase(java.util.Locale.ROOT).replace('.', '_'),
                        value));
        CommandRun run = CommandRun.apart(environment, "topics", "create", "--topic-prefix=env.", "--partitions=1");
        assertThat(run.done().out()).contains("created env.items");
        environment.put("VLMSTREAM_KAFKA_SECURITY_PROTOCOL", "FOO");
        assertThat(CommandRun.apart(environment, "topics", "list").err())
                .contains("security.protocol in the variable VLMSTREAM_KAFKA_SECURITY_PROTOCOL: Invalid value FOO");
    }

    @Test
    void logsInByOAuthToo() throws Exception {
        Map<String, String> settings = new HashMap<>(broker.client("admin", ""));
        settings.put("sasl.mechanism", "OAUTHBEARER");
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
                        + " unsecuredLoginStringClaim_sub=\"admin\";");
        Path file = broker.file("oauth.properties", settings);
        CommandRun run = CommandRun.of("topics", "create", "--kafka-config=" + file, "--topic-prefix=oauth.");
        assertThat(run.done().out()).contains("created oauth.items");
        try (Admin admin = broker.admin()) {
            assertThat(admin.listTopics().names().get()).containsAll(List.of("oauth.items", "oauth.references"));
        }
    }
}
