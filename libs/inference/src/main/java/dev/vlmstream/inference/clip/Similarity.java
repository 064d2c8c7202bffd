package dev.vlmstream.inference.clip;

import dev.vlmstream.inference.bundle.BundleDirectory;

/**
 * What becomes of a cosine: {@code scale * cosine + bias}, and from there a probability.
 *
 * @param scale not its logarithm, which is what configurations hold
 * @param sigmoid whether every class has a probability of its own (SigLIP), rather than all sharing one (CLIP)
 */
record Similarity(float scale, float bias, boolean sigmoid) {

    private static final String CLIP_SCALE = "logit_scale_init_value";
    private static final String SCALE = "logit_scale";
    private static final String BIAS = "logit_bias";
    /** Where SigLIP's training begins (Zhai et al. 2023, section 3.2). */
    private static final double INITIAL_SCALE = 10;

    private static final float INITIAL_BIAS = -10;

    /**
     * CLIP's scale from {@code logit_scale_init_value}; SigLIP's scale and bias from {@code logit_scale} and {@code
     * logit_bias}. Configurations on the hub leave SigLIP's out, since they are among the weights, as they leave CLIP's at its
     * initial value; then SigLIP's initial values stand in. No ranking depends on them, probabilities do.
     *
     * @throws dev.vlmstream.inference.BundleException if CLIP's is missing, or one of SigLIP's without the other
     */
    static Similarity read(BundleDirectory bundle) {
        if (!bundle.modelType().equals("siglip")) {
            return new Similarity((float) Math.exp(bundle.requireNumber(CLIP_SCALE)), 0, false);
        }
        if (!bundle.config().has(SCALE) && !bundle.config().has(BIAS)) {
            return new Similarity((float) INITIAL_SCALE, INITIAL_BIAS, true);
        }
        return new Similarity((float) Math.exp(bundle.requireNumber(SCALE)), (float) bundle.requireNumber(BIAS), true);
    }

    /** Softmax or sigmoid of scores. */
    float[] probabilities(float[] scores) {
        double[] weights = new double[scores.length];
        double largest = Double.NEGATIVE_INFINITY;
        for (float score : scores) {
            largest = Math.max(largest, score);
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            weights[i] = sigmoid ? 1 / (1 + Math.exp(-scores[i])) : Math.exp(scores[i] - largest);
            sum += weights[i];
        }
        float[] probabilities = new float[scores.length];
        for (int i = 0; i < scores.length; i++) {
            probabilities[i] = (float) (sigmoid ? weights[i] : weights[i] / sum);
        }
        return probabilities;
    }
}
