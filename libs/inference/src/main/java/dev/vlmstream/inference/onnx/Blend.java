package dev.vlmstream.inference.onnx;

/**
 * New rows, each a weighted sum of as many others.
 *
 * @param rows {@code [summands][new rows]}: the numbers of others
 * @param weights of these, in the same places
 */
public record Blend(long[][] rows, float[][] weights) {
    public Blend {
        if (rows.length < 1 || rows.length != weights.length) {
            throw new IllegalArgumentException(rows.length + " summands with weights for " + weights.length);
        }
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != rows[0].length || weights[i].length != rows[0].length) {
                throw new IllegalArgumentException("summand " + i + " has " + rows[i].length + " rows and "
                        + weights[i].length + " weights, not " + rows[0].length);
            }
        }
    }

    /** How many new rows. */
    public int count() {
        return rows[0].length;
    }
}
