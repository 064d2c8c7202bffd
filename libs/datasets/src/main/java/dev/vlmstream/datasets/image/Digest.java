package dev.vlmstream.datasets.image;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 in lower-case hexadecimal: by it images are known, and whatever else needs a name that its content decides. */
public final class Digest {
    private static final int NAME_DIGITS = 16;
    /** A regular expression for one. */
    public static final String PATTERN = "[0-9a-f]{64}";

    private static final Pattern SHA256 = Pattern.compile(PATTERN);

    private Digest() {}

    public static String of(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Of a text in UTF-8. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The first 16 digits, which name an image that its dataset does not name: the same one alike wherever it lies. */
    public static String name(byte[] image) {
        return of(image).substring(0, NAME_DIGITS);
    }

    /** The same of a text. */
    public static String name(String text) {
        return of(text).substring(0, NAME_DIGITS);
    }

    /** Whether a text is one. */
    public static boolean isOne(String text) {
        return SHA256.matcher(text).matches();
    }

    /** Where it lies: {@code ab/ab12…}, so that no directory holds all. */
    public static String path(String digest) {
        if (!isOne(digest)) {
            throw new IllegalArgumentException("\"" + digest + "\" is no SHA-256 in lower-case hexadecimal");
        }
        return digest.substring(0, 2) + "/" + digest;
    }
}
