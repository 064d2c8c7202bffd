package dev.vlmstream.scoring.http.security;

import dev.vlmstream.datasets.image.Digest;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** A reader, an operator and one without a role; passwords are the names and "'s secret". */
public final class SignInProfile implements QuarkusTestProfile {
    /** Who signs tokens. */
    static final KeyPair ISSUER = keys();

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
        return settings;
    }

    private static void user(Map<String, String> settings, String name, String role) {
        String secret = name + ":vlmstream:" + name + "'s secret";
        settings.put(
                "quarkus.security.users.embedded.users." + name, Digest.of(secret.getBytes(StandardCharsets.UTF_8)));
        settings.put("quarkus.security.users.embedded.roles." + name, role);
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
