package dev.vlmstream.preprocessing.processing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From a byte to the number a model reads. There are 256 bytes, so it is a table per channel, filled with the
 * reference's own order of roundings.
 *
 * @param table by channel of the output
 * @param bgr whether the output begins with blue
 */
record PixelNormalisation(float[][] table, boolean bgr) {
    PixelNormalisation {
        if (table.length != 3 || table[0].length != 256 || table[1].length != 256 || table[2].length != 256) {
            throw new IllegalArgumentException("need 256 values for each of three channels");
        }
    }

    /**
     * As transformers' numpy code: {@code float32(x * factor)} with the product in float64, then mean and deviation in
     * float32.
     *
     * @param factor the rescale factor, or 1 for none
     * @param mean three means, or null for no normalisation
     */
    static PixelNormalisation transformers(double factor, @Nullable List<Double> mean, @Nullable List<Double> std) {
        return transformers(factor, 0, mean, std);
    }

    /** As {@link #transformers(double, List, List)}, with {@code offset} taken off between the two steps. */
    static PixelNormalisation transformers(
            double factor, float offset, @Nullable List<Double> mean, @Nullable List<Double> std) {
        float[] rescaled = new float[256];
        for (int x = 0; x < 256; x++) {
            rescaled[x] = (float) (x * factor) - offset;
        }
        return of(rescaled, mean, std);
    }

    /** As torchvision's {@code ToTensor} and {@code Normalize}: {@code x / 255} in float32, then mean and deviation. */
    static PixelNormalisation torchvision(List<Double> mean, List<Double> std) {
        float[] rescaled = new float[256];
        for (int x = 0; x < 256; x++) {
            rescaled[x] = x / 255f;
        }
        return of(rescaled, mean, std);
    }

    private static PixelNormalisation of(float[] rescaled, @Nullable List<Double> mean, @Nullable List<Double> std) {
        float[][] table = new float[3][256];
        for (int c = 0; c < 3; c++) {
            for (int x = 0; x < 256; x++) {
                table[c][x] = mean == null
                        ? rescaled[x]
                        : (rescaled[x] - mean.get(c).floatValue()) / std.get(c).floatValue();
            }
        }
        return new PixelNormalisation(table, false);
    }

    /** The same with blue first. */
    PixelNormalisation flipped() {
        return new PixelNormalisation(new float[][] {table[2], table[1], table[0]}, !bgr);
    }

    /** The same, every value divided by its channel's deviation once more. */
    PixelNormalisation dividedBy(List<Double> std) {
        float[][] divided = new float[3][256];
        for (int c = 0; c < 3; c++) {
            for (int x = 0; x < 256; x++) {
                divided[c][x] = table[c][x] / std.get(c).floatValue();
            }
        }
        return new PixelNormalisation(divided, bgr);
    }

    /** Writes a planar row of three times {@code out.length / 3} values. */
    void apply(int[] planar, float[] out) {
        int n = planar.length / 3;
        for (int c = 0; c < 3; c++) {
            float[] values = table[c];
            int from = (bgr ? 2 - c : c) * n;
            for (int x = 0; x < n; x++) {
                out[c * n + x] = values[planar[from + x] & 0xff];
            }
        }
    }
}
