package dev.vlmstream.datasets.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What images are called. */
public final class Digest {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private Digest() {}

    /** Lower-case hexadecimal SHA-256. */
    public static String of(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Whether a text is one. */
    public static boolean isOne(String text) {
        return SHA256.matcher(text).matches();
    }

    /** Where it lies: {@code ab/ab12…}, so that no directory holds all. */
    static String path(String digest) {
        if (!isOne(digest)) {
            throw new IllegalArgumentException("\"" + digest + "\" is no SHA-256 in lower-case hexadecimal");
        }
        return digest.substring(0, 2) + "/" + digest;
    }
}
