package dev.vlmstream.inference.generation;

import dev.vlmstream.inference.bundle.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Random numbers that are a function of seed, item, step and draw, of nothing else: the first 53 bits of the SHA-256 of
 * {@code SEED\nITEM\nSTEP\nDRAW} (decimal numbers, UTF-8), divided by 2^53. Steps count the tokens of the answer, draws the
 * numbers needed for one token, both from 0. So any language can draw them again, and batches, order and restarts cannot
 * change them.
 *
 * @param item names the item within the seed
 */
public record Draws(long seed, String item) {

    /** A number in [0, 1). */
    double next(int step, int draw) {
        String text = seed + "\n" + item + "\n" + step + "\n" + draw;
        byte[] digest = Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1p-53;
    }

    /**
     * Draws without putting back.
     *
     * @param weights need not add up to 1; changed: what was drawn is 0 afterwards
     * @param count no more than there are weights; once all that is left weighs nothing, the first of the rest follow
     * @return the places drawn, in the order of drawing
     */
    int[] places(int step, float[] weights, int count) {
        boolean[] taken = new boolean[weights.length];
        int[] drawn = new int[count];
        for (int draw = 0; draw < count; draw++) {
            drawn[draw] = place(weights, taken, next(step, draw));
            taken[drawn[draw]] = true;
            weights[drawn[draw]] = 0;
        }
        return drawn;
    }

    private static int place(float[] weights, boolean[] taken, double number) {
        double total = 0;
        for (float weight : weights) {
            total += weight;
        }
        double wanted = number * total;
        double sum = 0;
        int last = -1;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            last = weights[i] > 0 ? i : last;
            if (sum > wanted) {
                return i;
            }
        }
        return last >= 0 ? last : firstLeft(taken);
    }

    private static int firstLeft(boolean[] taken) {
        int first = 0;
        while (taken[first]) {
            first++;
        }
        return first;
    }
}
