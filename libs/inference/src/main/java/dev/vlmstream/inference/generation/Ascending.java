package dev.vlmstream.inference.generation;

import java.util.Arrays;

/** Orders tokens by a key. */
final class Ascending {

    private Ascending() {}

    /** The tokens whose score is not forbidden, by ascending key, the lower id first among equals. */
    static int[] possible(float[] scores, float[] keys) {
        long[] packed = new long[scores.length];
        int count = 0;
        for (int id = 0; id < scores.length; id++) {
            if (scores[id] > LogitsProcessor.FORBIDDEN) {
                packed[count++] = (long) sortable(keys[id]) << Integer.SIZE | id;
            }
        }
        Arrays.sort(packed, 0, count);
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = (int) packed[i];
        }
        return ids;
    }

    /** An integer with the order of the number; both zeros are equal. */
    private static int sortable(float key) {
        int bits = Float.floatToIntBits(key + 0f);
        return bits ^ (bits >> Integer.SIZE - 1 & Integer.MAX_VALUE);
    }
}
