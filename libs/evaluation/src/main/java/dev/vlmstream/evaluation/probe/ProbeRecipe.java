package dev.vlmstream.evaluation.probe;

/**
 * How a probe is trained: Adam (Kingma and Ba, arXiv 1412.6980) as torch computes it, over batches in the order of the
 * rows, the last one smaller.
 *
 * @param epsilon added to the root of the second moment after its bias is corrected
 */
public record ProbeRecipe(int epochs, int batch, double rate, double beta1, double beta2, double epsilon) {
    /** What the study takes for datasets other than ImageNet. */
    public static final int EPOCHS = 500;

    public ProbeRecipe {
        if (epochs < 1 || batch < 1) {
            throw new IllegalArgumentException(
                    "a probe needs at least one epoch and a batch of one, got " + epochs + " and " + batch);
        }
        if (!(rate > 0 && epsilon > 0)) {
            throw new IllegalArgumentException("rate and epsilon must be positive, got " + rate + " and " + epsilon);
        }
        if (!(0 <= beta1 && beta1 < 1 && 0 <= beta2 && beta2 < 1)) {
            throw new IllegalArgumentException("betas must be in [0, 1), got " + beta1 + " and " + beta2);
        }
    }

    /** The study's: batches of 512, learning rate 0.001, torch's betas 0.9 and 0.999, epsilon 1e-8. */
    public static ProbeRecipe study(int epochs) {
        return new ProbeRecipe(epochs, 512, 1e-3, 0.9, 0.999, 1e-8);
    }
}
