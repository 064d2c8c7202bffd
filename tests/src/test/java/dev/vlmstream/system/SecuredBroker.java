package dev.vlmstream.system;

import dev.vlmstream.local.broker.Broker;
import dev.vlmstream.local.process.FreePorts;
import dev.vlmstream.testing.Keytool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;

/** A broker as companies have it: TLS, logins by SCRAM or OAuth, nothing allowed that no rule allows, no auto-creation. */
final class SecuredBroker implements AutoCloseable {
    static final String PASSWORD = "correct horse";
    private static final String STORES = "battery staple";

    private final Path directory;
    private final int port;
    private final int internalPort;
    private final Broker broker;

    private SecuredBroker(Path directory, int port, int internalPort, Broker broker) {
        this.directory = directory;
        this.port = port;
        this.internalPort = internalPort;
        this.broker = broker;
    }

    static SecuredBroker start(Path directory) throws Exception {
        Home.deleteTree(directory);
        Files.createDirectories(directory);
        keys(directory);
        int port = FreePorts.any();
        int internalPort = FreePorts.any();
        Broker broker = Broker.start(settings(directory, port, internalPort, FreePorts.any()));
        return new SecuredBroker(directory, port, internalPort, broker);
    }

    String bootstrap() {
        return "localhost:" + port;
    }

    /** Where the broker speaks plaintext, and everybody may do everything. */
    String internal() {
        return "localhost:" + internalPort;
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", internal()));
    }

    /** Lets a user in; nothing is allowed to it yet. */
    void add(String user) throws Exception {
        try (Admin admin = admin()) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD)))
                    .all()
                    .get();
        }
    }

    /** Gives rights, as {@code kafka-acls} lines say them. */
    void allow(List<String> lines) throws Exception {
        List<AclBinding> bindings = lines.stream().flatMap(AclLine::bindings).toList();
        try (Admin admin = admin()) {
            admin.createAcls(bindings).all().get();
        }
    }

    /** The client settings of a user. */
    Map<String, String> client(String user, String password) {
        Map<String, String> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap());
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", "SCRAM-SHA-512");
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                        + password + "\";");
        settings.put("ssl.truststore.location", directory.resolve("trust.p12").toString());
        settings.put("ssl.truststore.password", STORES);
        return settings;
    }

    /** A file of client settings. */
    Path file(String name, Map<String, String> settings) throws IOException {
        StringBuilder text = new StringBuilder("# Kafka clients\n");
        settings.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        return Files.writeString(directory.resolve(name), text);
    }

    Path wrongTruststore() {
        return directory.resolve("other-trust.p12");
    }

    @Override
    public void close() {
        broker.close();
    }

    private static void keys(Path directory) throws Exception {
        for (String name : List.of("", "other-")) {
            Path keys = directory.resolve(name + "keys.p12");
            Path trust = directory.resolve(name + "trust.p12");
            String certificate = directory.resolve(name + "broker.crt").toString();
            Keytool.generate(keys, STORES, "broker");
            Keytool.run(keys, STORES, "-exportcert", "-alias", "broker", "-file", certificate);
            Keytool.run(trust, STORES, "-importcert", "-noprompt", "-alias", "broker", "-file", certificate);
        }
    }

    private static Map<String, String> settings(Path directory, int port, int internalPort, int controllerPort) {
        Map<String, String> all = new HashMap<>();
        all.put("process.roles", "broker,controller");
        all.put("node.id", "1");
        all.put("controller.quorum.voters", "1@localhost:" + controllerPort);
        all.put("controller.listener.names", "CONTROLLER");
        all.put(
                "listeners",
                "CLIENTS://localhost:" + port + ",INTERNAL://localhost:" + internalPort + ",CONTROLLER://localhost:"
                        + controllerPort);
        all.put("listener.security.protocol.map", "CLIENTS:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT");
        all.put("inter.broker.listener.name", "INTERNAL");
        all.put("sasl.enabled.mechanisms", "SCRAM-SHA-512,OAUTHBEARER");
        all.put(
                "listener.name.clients.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        all.put(
                "listener.name.clients.oauthbearer.sasl.jaas.config",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
                        + " unsecuredLoginStringClaim_sub=\"broker\";");
        all.put("ssl.keystore.location", directory.resolve("keys.p12").toString());
        all.put("ssl.keystore.password", STORES);
        all.put("ssl.key.password", STORES);
        all.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        // Who speaks plaintext is the broker itself, and the test.
        all.put("super.users", "User:ANONYMOUS;User:admin");
        all.put("auto.create.topics.enable", "false");
        all.put("log.dirs", directory.resolve("log").toString());
        all.put("message.max.bytes", String.valueOf(32 << 20));
        for (String internal : List.of("offsets.topic", "transaction.state.log")) {
            all.put(internal + ".replication.factor", "1");
            all.put(internal + ".num.partitions", "4");
        }
        all.put("transaction.state.log.min.isr", "1");
        all.put("group.initial.rebalance.delay.ms", "0");
        return all;
    }
}
