package dev.vlmstream.scoring.http.security;

import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.testing.Keytool;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** A reader, an operator and one without a role; passwords are the names and "'s secret". Besides plain HTTP there is TLS. */
public final class SignInProfile implements QuarkusTestProfile {
    /** Who signs tokens. */
    static final KeyPair ISSUER = keys();

    static final String PASSWORD = "of-the-key-store";
    /** A key store with the key of localhost. */
    static final Path CERTIFICATE = certificate();

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>();
        user(settings, "reader", "reader");
        user(settings, "operator", "operator");
        user(settings, "guest", "guest");
        settings.put("quarkus.oidc.tenant-enabled", "true");
        settings.put(
                "quarkus.oidc.public-key",
                Base64.getEncoder().encodeToString(ISSUER.getPublic().getEncoded()));
        settings.put("quarkus.tls.page.key-store.p12.path", CERTIFICATE.toString());
        settings.put("quarkus.tls.page.key-store.p12.password", PASSWORD);
        settings.put("quarkus.http.tls-configuration-name", "page");
        settings.put("quarkus.http.test-ssl-port", "0");
        return settings;
    }

    private static void user(Map<String, String> settings, String name, String role) {
        String secret = name + ":vlmstream:" + name + "'s secret";
        settings.put(
                "quarkus.security.users.embedded.users." + name, Digest.of(secret.getBytes(StandardCharsets.UTF_8)));
        settings.put("quarkus.security.users.embedded.roles." + name, role);
    }

    private static Path certificate() {
        try {
            Path file = Files.createTempDirectory(Path.of("target"), "tls").resolve("localhost.p12");
            Keytool.generate(file, PASSWORD, "page");
            return file.toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }
}
