package dev.vlmstream.evaluation.likelihood;

/** The mean of each class's log-probability over the images seen so far. Not safe for several threads. */
public final class MeanLikelihood {
    private final double[] sums;
    private long n;

    public MeanLikelihood(int classes) {
        sums = new double[classes];
    }

    /** @throws IllegalArgumentException if there are not as many values as classes */
    public void add(float[] likelihoods) {
        if (likelihoods.length != sums.length) {
            throw new IllegalArgumentException(likelihoods.length + " likelihoods for " + sums.length + " classes");
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] += likelihoods[i];
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
            mean[i] = sums[i] / n;
        }
        return mean;
    }
}
