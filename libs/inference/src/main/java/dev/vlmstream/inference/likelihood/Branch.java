package dev.vlmstream.inference.likelihood;

import java.util.Arrays;

/**
 * A chain and where it continues.
 *
 * @param row of the cache
 * @param mask which of the row's positions belong to the prefix and the chain's ancestors
 */
record Branch(Chain chain, int row, boolean[] mask) {

    /** From the end of a prefix without padding. */
    static Branch ofPrefix(Chain chain, int positions) {
        boolean[] mask = new boolean[positions];
        Arrays.fill(mask, true);
        return new Branch(chain, 0, mask);
    }

    /** What leaves this one's chain after its {@code index}th node, once it is computed as {@code row} of {@code width}. */
    Branch leaving(Chain other, int index, int row, int width) {
        boolean[] longer = Arrays.copyOf(mask, mask.length + width);
        Arrays.fill(longer, mask.length, mask.length + index + 1, true);
        return new Branch(other, row, longer);
    }
}
