package dev.vlmstream.inference.generation;

import java.util.Arrays;

/** The largest of many numbers with their places, largest first, the earlier place first among equals. */
final class LargestValues {

    private final float[] values;
    private final int[] places;
    private int count;

    LargestValues(int most) {
        values = new float[most];
        places = new int[most];
    }

    /** The {@code most} largest of {@code values}, or all if there are no more; no NaN. */
    static LargestValues of(float[] values, int most) {
        LargestValues largest = new LargestValues(Math.min(most, values.length));
        for (int i = 0; i < values.length; i++) {
            largest.add(values[i], i);
        }
        return largest;
    }

    /** Places must come in ascending order. */
    void add(float value, int place) {
        boolean full = count == values.length;
        if (Float.isNaN(value) || full && value <= values[count - 1]) {
            return;
        }
        int at = full ? count - 1 : count++;
        while (at > 0 && values[at - 1] < value) {
            values[at] = values[at - 1];
            places[at] = places[at - 1];
            at--;
        }
        values[at] = value;
        places[at] = place;
    }

    int[] places() {
        return Arrays.copyOf(places, count);
    }

    /** The smallest of the largest. */
    float last() {
        return values[count - 1];
    }
}
