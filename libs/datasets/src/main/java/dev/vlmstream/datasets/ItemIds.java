package dev.vlmstream.datasets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Item ids that depend on the line alone: the same dataset line always gets the same id, wherever the file lies and
 * however often it is pushed. An instance numbers the repeated lines of one file: the second occurrence of a line gets
 * {@code -2} after its id, the third {@code -3}.
 */
public final class ItemIds {
    private final Map<String, Integer> seen = new HashMap<>();

    /**
     * The first 16 hex digits of the SHA-256 of image name, NUL, text, NUL, label in UTF-8.
     *
     * @param imageName as written in the line; null counts as empty, as it does for text and label
     */
    public static String of(@Nullable String imageName, @Nullable String text, @Nullable String label) {
        String line = orEmpty(imageName) + '\0' + orEmpty(text) + '\0' + orEmpty(label);
        return HexFormat.of().formatHex(sha256(line), 0, 8);
    }

    /** The id of the file's next line. Lines must be given in the order of the file, left-out ones too. */
    public String next(@Nullable String imageName, @Nullable String text, @Nullable String label) {
        String id = of(imageName, text, label);
        int occurrence = seen.merge(id, 1, Integer::sum);
        return occurrence == 1 ? id : id + "-" + occurrence;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
