package dev.vlmstream.inference;

/**
 * How likely class names are after a prefix.
 *
 * @param logProbs {@code [name][token]}: natural logarithms of the probability of each of a name's tokens, given the prefix
 *     and the tokens before it
 */
public record ClassLikelihoods(float[][] logProbs) {

    /** Per name the logarithm of its probability. */
    public float[] sums() {
        float[] sums = new float[logProbs.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = (float) sum(logProbs[i]);
        }
        return sums;
    }

    /** Per name the mean over its tokens. */
    public float[] means() {
        float[] means = new float[logProbs.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = (float) (sum(logProbs[i]) / logProbs[i].length);
        }
        return means;
    }

    /** How many tokens each name has. */
    public int[] tokens() {
        int[] tokens = new int[logProbs.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = logProbs[i].length;
        }
        return tokens;
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }
}
