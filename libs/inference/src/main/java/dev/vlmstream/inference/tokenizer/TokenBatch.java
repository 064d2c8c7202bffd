package dev.vlmstream.inference.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Texts as one rectangle of ids, row after row, padded on the right.
 *
 * @param ids {@code rows * width} ids
 * @param mask 1 for a token, 0 for padding
 */
public record TokenBatch(long[] ids, long[] mask, int rows, int width) {
    private static final int AT_ONCE = 64;

    public TokenBatch {
        if (ids.length != rows * width || mask.length != ids.length) {
            throw new IllegalArgumentException(
                    ids.length + " ids and " + mask.length + " mask values for " + rows + " rows of " + width);
        }
    }

    /** Every text once, the shortest first, some at once: those of like length share a batch, so that little of it is padding. */
    public static List<List<String>> byLength(List<String> texts) {
        List<String> sorted = texts.stream()
                .distinct()
                .sorted(Comparator.comparingInt(String::length))
                .toList();
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += AT_ONCE) {
            batches.add(sorted.subList(from, Math.min(sorted.size(), from + AT_ONCE)));
        }
        return batches;
    }
}
