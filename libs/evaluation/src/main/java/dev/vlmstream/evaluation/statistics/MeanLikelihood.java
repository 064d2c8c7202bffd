package dev.vlmstream.evaluation.statistics;

/**
 * The mean of each class's log-probability over the images seen so far. Log-probabilities are rounded to whole billionths
 * (2⁻³⁰) before they are added, so that the mean is the same in any order. Not safe for several threads.
 */
public final class MeanLikelihood {
    private static final double UNIT = 0x1p-30;
    /** What is less likely counts as this likely, so that the sum over 2²¹ images fits. */
    private static final float LEAST = -2048;

    private final long[] sums;
    private long n;

    public MeanLikelihood(int classes) {
        sums = new long[classes];
    }

    /** @throws IllegalArgumentException if there are not as many values as classes */
    public void add(float[] likelihoods) {
        if (likelihoods.length != sums.length) {
            throw new IllegalArgumentException(likelihoods.length + " likelihoods for " + sums.length + " classes");
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] += Math.round(Math.max(LEAST, likelihoods[i]) / UNIT);
        }
        n++;
    }

    /** @throws IllegalStateException if nothing was added */
    public double[] mean() {
        if (n == 0) {
            throw new IllegalStateException("the mean over no images is undefined");
        }
        double[] mean = new double[sums.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = sums[i] * UNIT / n;
        }
        return mean;
    }
}
