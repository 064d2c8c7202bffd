package dev.vlmstream.inference.decoding;

import java.util.Arrays;
import java.util.List;

/**
 * What is to be computed of some prompts as one rectangle, padded on the left so that every row's last position is its last
 * token. What has been computed already stands before it, padded on the left as well.
 */
final class PaddedBatch {

    private final List<EmbeddedPrompt> prompts;
    private final int[] computed;
    private final int past;
    private final int width;
    private final int padToken;

    /** Whole prompts. */
    PaddedBatch(List<EmbeddedPrompt> prompts, int padToken) {
        this(prompts, new int[prompts.size()], padToken);
    }

    /** @param computed how many tokens of each prompt have been computed */
    PaddedBatch(List<EmbeddedPrompt> prompts, int[] computed, int padToken) {
        this.prompts = prompts;
        this.computed = computed;
        this.padToken = padToken;
        this.past = Arrays.stream(computed).max().orElseThrow();
        int widest = 0;
        for (int row = 0; row < computed.length; row++) {
            widest = Math.max(widest, own(row));
        }
        this.width = widest;
    }

    int width() {
        return width;
    }

    /** Positions before the rectangle. */
    int past() {
        return past;
    }

    /** How many tokens of a row are to be computed. */
    int own(int row) {
        return prompts.get(row).inputIds().length - computed[row];
    }

    /** Whether nothing of a row has been computed. */
    boolean whole(int row) {
        return computed[row] == 0;
    }

    /** Where a row's keys and values will be. */
    KvRow.Span[] spans(int row) {
        return new KvRow.Span[] {
            new KvRow.Span(past - computed[row], computed[row]), new KvRow.Span(past + width - own(row), own(row))
        };
    }

    long[] ids() {
        long[] ids = new long[prompts.size() * width];
        Arrays.fill(ids, padToken);
        for (int row = 0; row < prompts.size(); row++) {
            int[] all = prompts.get(row).inputIds();
            for (int i = computed[row]; i < all.length; i++) {
                ids[(row + 1) * width - all.length + i] = all[i];
            }
        }
        return ids;
    }

    long[] mask() {
        int length = past + width;
        long[] mask = new long[prompts.size() * length];
        for (int row = 0; row < prompts.size(); row++) {
            for (KvRow.Span span : spans(row)) {
                Arrays.fill(mask, row * length + span.from(), row * length + span.from() + span.count(), 1);
            }
        }
        return mask;
    }

    /** {@code rows * width}: which tokens belong to their prompt's block. */
    boolean[] inBlock() {
        boolean[] all = new boolean[prompts.size() * width];
        for (int row = 0; row < prompts.size(); row++) {
            AttentionBlock block = prompts.get(row).block();
            int end = (row + 1) * width - prompts.get(row).inputIds().length;
            for (int token = Math.max(block.from(), computed[row]); token < block.to(); token++) {
                all[end + token] = true;
            }
        }
        return all;
    }

    /** {@code axes * rows * width} places; padding, which nothing attends to, sits at 0. */
    long[] positions(int axes) {
        int rows = prompts.size();
        long[] all = new long[axes * rows * width];
        for (int axis = 0; axis < axes; axis++) {
            for (int row = 0; row < rows; row++) {
                long[] places = prompts.get(row).positions().prompt()[axis];
                int end = (axis * rows + row + 1) * width;
                System.arraycopy(places, computed[row], all, end - own(row), own(row));
            }
        }
        return all;
    }
}
