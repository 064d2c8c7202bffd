package dev.vlmstream.datasets;

import dev.vlmstream.datasets.image.Digest;
import java.util.Collection;
import java.util.HashMap;
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
        return Digest.name(line);
    }

    /** The id of the file's next line. Lines must be given in the order of the file, left-out ones too. */
    public String next(@Nullable String imageName, @Nullable String text, @Nullable String label) {
        String id = of(imageName, text, label);
        int occurrence = seen.merge(id, 1, Integer::sum);
        return occurrence == 1 ? id : id + "-" + occurrence;
    }

    /** Of a set of items, in whatever order: the SHA-256 of their ids, sorted, each with a line feed behind it. */
    public static String digest(Collection<String> ids) {
        StringBuilder lines = new StringBuilder();
        ids.stream().sorted().forEach(id -> lines.append(id).append('\n'));
        return Digest.of(lines.toString());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
