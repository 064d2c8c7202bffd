package dev.vlmstream.scoring.notifications;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what is posted, as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> has it: libraries of many languages
 * verify it.
 */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";

    private final SecretKeySpec key;

    /** @param secret {@code whsec_} and base64, or any text, whose UTF-8 is the key then */
    Signature(String secret) {
        this.key = new SecretKeySpec(bytes(secret), ALGORITHM);
    }

    private static byte[] bytes(String secret) {
        if (!secret.startsWith(PREFIX)) {
            return secret.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            // Not as its cause, which quotes from the key.
            throw new IllegalArgumentException(
                    "vlmstream.notifications.signing-key: what follows " + PREFIX + " is no base64");
        }
    }

    /** The header's value: {@code v1,} and the HMAC-SHA256 of {@code id.seconds.body} in base64. */
    String of(String id, long seconds, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] signed = mac.doFinal((id + "." + seconds + "." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
