package dev.vlmstream.evaluation.probe;

/** Adam's arithmetic at one step, in the order of torch's {@code _single_tensor_adam}. */
final class AdamStep {
    private final float beta2;
    private final float oneMinusBeta1;
    private final float oneMinusBeta2;
    private final float size;
    private final float root;
    private final float epsilon;

    /** @param step counted from 1 */
    AdamStep(ProbeRecipe recipe, int step) {
        this.beta2 = (float) recipe.beta2();
        this.oneMinusBeta1 = (float) (1 - recipe.beta1());
        this.oneMinusBeta2 = (float) (1 - recipe.beta2());
        this.size = (float) (recipe.rate() / (1 - Math.pow(recipe.beta1(), step)));
        this.root = (float) Math.sqrt(1 - Math.pow(recipe.beta2(), step));
        this.epsilon = (float) recipe.epsilon();
    }

    void apply(float[] gradient, float[] weight, float[] first, float[] second, int at) {
        for (int i = 0; i < gradient.length; i++) {
            float g = gradient[i];
            float m = first[at + i] + oneMinusBeta1 * (g - first[at + i]);
            float v = second[at + i] * beta2 + oneMinusBeta2 * g * g;
            first[at + i] = m;
            second[at + i] = v;
            weight[at + i] -= size * m / ((float) Math.sqrt(v) / root + epsilon);
        }
    }
}
