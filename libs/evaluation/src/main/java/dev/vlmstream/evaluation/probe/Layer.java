package dev.vlmstream.evaluation.probe;

import dev.vlmstream.evaluation.sampling.PythonRandom;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A linear layer with Adam's moments. Weights are kept input by input, so that every inner loop adds to a row of outputs:
 * such loops are vectorised, and each sum is taken in the order of its terms however many threads share the rows.
 */
final class Layer {
    private static final int BLOCK = 16;

    private final int inputs;
    private final int outputs;
    /** inputs × outputs, then the bias as the row of an input that is always 1. */
    private final float[] weight;

    private final float[] first;
    private final float[] second;

    private Layer(int inputs, int outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.weight = new float[(inputs + 1) * outputs];
        this.first = new float[weight.length];
        this.second = new float[weight.length];
    }

    /** torch's {@code nn.Linear}: weights and bias uniform within ± 1/√inputs. */
    static Layer random(int inputs, int outputs, PythonRandom random) {
        Layer layer = new Layer(inputs, outputs);
        double bound = 1 / Math.sqrt(inputs);
        for (int i = 0; i < layer.weight.length; i++) {
            layer.weight[i] = (float) (bound * (2 * random.random() - 1));
        }
        return layer;
    }

    /** @param weight outputs × inputs, as torch keeps it */
    static Layer of(float[] weight, float[] bias) {
        int outputs = bias.length;
        int inputs = weight.length / outputs;
        Layer layer = new Layer(inputs, outputs);
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                layer.weight[i * outputs + o] = weight[o * inputs + i];
            }
        }
        System.arraycopy(bias, 0, layer.weight, inputs * outputs, outputs);
        return layer;
    }

    int inputs() {
        return inputs;
    }

    int outputs() {
        return outputs;
    }

    /** rows × outputs of rows × inputs, which begin at an offset. */
    float[] forward(float[] x, int offset, int rows) {
        float[] y = new float[rows * outputs];
        blocks(rows).forEach(block -> {
            for (int row = block * BLOCK; row < Math.min(rows, (block + 1) * BLOCK); row++) {
                System.arraycopy(weight, inputs * outputs, y, row * outputs, outputs);
                add(x, offset + row * inputs, 1, inputs, weight, y, row * outputs);
            }
        });
        return y;
    }

    /** The loss's gradient by the inputs, from that by the outputs. */
    float[] backward(float[] gradient, int rows) {
        float[] result = new float[rows * inputs];
        blocks(rows).forEach(block -> {
            for (int row = block * BLOCK; row < Math.min(rows, (block + 1) * BLOCK); row++) {
                for (int i = 0; i < inputs; i++) {
                    result[row * inputs + i] = dot(gradient, row * outputs, i * outputs);
                }
            }
        });
        return result;
    }

    void step(float[] x, int offset, float[] gradient, int rows, AdamStep adam) {
        blocks(inputs + 1).forEach(block -> {
            float[] sum = new float[outputs];
            for (int i = block * BLOCK; i < Math.min(inputs + 1, (block + 1) * BLOCK); i++) {
                Arrays.fill(sum, 0);
                if (i < inputs) {
                    add(x, offset + i, inputs, rows, gradient, sum, 0);
                } else {
                    add(ones(rows), 0, 1, rows, gradient, sum, 0);
                }
                adam.apply(sum, weight, first, second, i * outputs);
            }
        });
    }

    /** Adds n rows of outputs, each times its factor, in their order; four at a time spares memory three of four sums. */
    private void add(float[] factors, int at, int stride, int n, float[] rows, float[] to, int toAt) {
        int row = 0;
        for (; row + 4 <= n; row += 4) {
            int f = at + row * stride;
            float a = factors[f];
            float b = factors[f + stride];
            float c = factors[f + 2 * stride];
            float d = factors[f + 3 * stride];
            int from = row * outputs;
            for (int o = 0; o < outputs; o++) {
                to[toAt + o] = to[toAt + o]
                        + a * rows[from + o]
                        + b * rows[from + outputs + o]
                        + c * rows[from + 2 * outputs + o]
                        + d * rows[from + 3 * outputs + o];
            }
        }
        for (; row < n; row++) {
            float a = factors[at + row * stride];
            for (int o = 0; o < outputs; o++) {
                to[toAt + o] += a * rows[row * outputs + o];
            }
        }
    }

    private static float[] ones(int n) {
        float[] ones = new float[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private float dot(float[] gradient, int at, int weightAt) {
        float sum = 0;
        for (int o = 0; o < outputs; o++) {
            sum += gradient[at + o] * weight[weightAt + o];
        }
        return sum;
    }

    private static IntStream blocks(int n) {
        return IntStream.range(0, (n + BLOCK - 1) / BLOCK).parallel();
    }

    /** Adam's arithmetic at one step, in the order of torch's {@code _single_tensor_adam}. */
    static final class AdamStep {
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
}
