package dev.vlmstream.inference.decoding;

import java.util.Arrays;
import java.util.List;

/** Prompts as one rectangle, padded on the left so that every row's last position is its last token. */
final class PaddedBatch {

    private final int width;
    private final long[] ids;
    private final boolean[][] mask;
    private final List<Positions> positions;

    PaddedBatch(List<EmbeddedPrompt> prompts, int padToken) {
        width = prompts.stream().mapToInt(p -> p.inputIds().length).max().orElseThrow();
        ids = new long[prompts.size() * width];
        mask = new boolean[prompts.size()][width];
        positions = prompts.stream().map(EmbeddedPrompt::positions).toList();
        Arrays.fill(ids, padToken);
        for (int row = 0; row < prompts.size(); row++) {
            int[] own = prompts.get(row).inputIds();
            for (int i = 0; i < own.length; i++) {
                ids[(row + 1) * width - own.length + i] = own[i];
                mask[row][width - own.length + i] = true;
            }
        }
    }

    int width() {
        return width;
    }

    long[] ids() {
        return ids;
    }

    long[] mask() {
        int[] all = new int[mask.length];
        Arrays.setAll(all, i -> i);
        return mask(all, 0);
    }

    /** The mask of some rows, followed by {@code generated} tokens each. */
    long[] mask(int[] rows, int generated) {
        int length = width + generated;
        long[] values = new long[rows.length * length];
        Arrays.fill(values, 1);
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < width; i++) {
                values[row * length + i] = mask[rows[row]][i] ? 1 : 0;
            }
        }
        return values;
    }

    /** {@code axes * rows * width} places; padding, which nothing attends to, sits at 0. */
    long[] positions(int axes) {
        long[] all = new long[axes * ids.length];
        for (int axis = 0; axis < axes; axis++) {
            for (int row = 0; row < mask.length; row++) {
                long[] own = positions.get(row).prompt()[axis];
                System.arraycopy(own, 0, all, (axis * mask.length + row + 1) * width - own.length, own.length);
            }
        }
        return all;
    }
}
