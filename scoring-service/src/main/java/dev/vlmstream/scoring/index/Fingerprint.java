package dev.vlmstream.scoring.index;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * 128 bits that stand for a text: among 10^7 texts the chance that two have the same is below 10^-24. No protection
 * against anyone who wants two to be the same.
 */
public record Fingerprint(long high, long low) {
    /** Of no text. */
    public static final Fingerprint NONE = new Fingerprint(0, 0);

    private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(Fingerprint::md5);

    public static Fingerprint of(@Nullable String text) {
        if (text == null) {
            return NONE;
        }
        ByteBuffer digest = ByteBuffer.wrap(MD5.get().digest(text.getBytes(StandardCharsets.UTF_8)));
        return new Fingerprint(digest.getLong(), digest.getLong());
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
