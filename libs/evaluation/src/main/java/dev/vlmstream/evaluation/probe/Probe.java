package dev.vlmstream.evaluation.probe;

import dev.vlmstream.evaluation.probe.Layer.AdamStep;
import dev.vlmstream.evaluation.sampling.PythonRandom;
import java.util.ArrayList;
import java.util.List;

/** One linear layer, or two with a ReLU between. Training changes it; not safe for use by several threads at once. */
public final class Probe {
    private static final int CHUNK = 512;
    private static final int RANKED = 10;

    private final List<Layer> layers;

    private Probe(List<Layer> layers) {
        this.layers = List.copyOf(layers);
    }

    /** One layer. */
    public static Probe linear(int dimension, int classes, long seed) {
        return new Probe(List.of(Layer.random(dimension, classes, new PythonRandom(seed))));
    }

    /** Two layers, the hidden one as wide as the features are, as the study's. */
    public static Probe mlp(int dimension, int classes, long seed) {
        PythonRandom random = new PythonRandom(seed);
        return new Probe(List.of(Layer.random(dimension, dimension, random), Layer.random(dimension, classes, random)));
    }

    /** Given weights, as torch keeps them: outputs × inputs. */
    static Probe of(float[][] weights, float[][] biases) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            layers.add(Layer.of(weights[i], biases[i]));
        }
        return new Probe(layers);
    }

    public int classes() {
        return layers.get(layers.size() - 1).outputs();
    }

    /** The most probable class of each row; of equals the first. */
    public int[] predict(LabelledFeatures data) {
        int[] predicted = new int[data.size()];
        eachRow(data, (row, logits, at) -> predicted[row] = largest(logits, at));
        return predicted;
    }

    /** The most probable classes of each row, at most {@value #RANKED}, best first; of equals the first. */
    List<List<RankedLogit>> rank(LabelledFeatures data) {
        List<List<RankedLogit>> ranked = new ArrayList<>();
        eachRow(data, (row, logits, at) -> ranked.add(RankedLogit.best(logits, at, classes(), RANKED)));
        return ranked;
    }

    /** Receives the place in an array from which on a row's logits lie. */
    private interface LogitReader {
        void row(int row, float[] logits, int at);
    }

    private void eachRow(LabelledFeatures data, LogitReader reader) {
        requireFits(data);
        for (int from = 0; from < data.size(); from += CHUNK) {
            int rows = Math.min(CHUNK, data.size() - from);
            float[] x = data.values();
            int offset = from * data.dimension();
            for (int i = 0; i < layers.size(); i++) {
                x = activated(layers.get(i).forward(x, offset, rows), i);
                offset = 0;
            }
            for (int row = 0; row < rows; row++) {
                reader.row(from + row, x, row * classes());
            }
        }
    }

    /** One step on the rows from one place on; the mean loss before it. */
    double step(LabelledFeatures data, int from, int rows, AdamStep adam) {
        float[][] x = new float[layers.size() + 1][];
        x[0] = data.values();
        int offset = from * data.dimension();
        for (int i = 0; i < layers.size(); i++) {
            x[i + 1] = activated(layers.get(i).forward(x[i], i == 0 ? offset : 0, rows), i);
        }
        float[] gradient = x[layers.size()];
        double loss = crossEntropy(gradient, data.classIndices(), from, rows, classes());
        for (int i = layers.size() - 1; i >= 0; i--) {
            float[] before = i == 0 ? null : rectified(layers.get(i).backward(gradient, rows), x[i]);
            layers.get(i).step(x[i], i == 0 ? offset : 0, gradient, rows, adam);
            gradient = before;
        }
        return loss;
    }

    void requireFits(LabelledFeatures data) {
        if (data.dimension() != layers.get(0).inputs()) {
            throw new IllegalArgumentException(
                    "the probe takes vectors of " + layers.get(0).inputs() + ", got " + data.dimension());
        }
        for (int classIndex : data.classIndices()) {
            if (classIndex >= classes()) {
                throw new IllegalArgumentException("the probe has " + classes() + " classes, got label " + classIndex);
            }
        }
    }

    /** ReLU after every layer but the last. */
    private float[] activated(float[] y, int layer) {
        if (layer < layers.size() - 1) {
            for (int i = 0; i < y.length; i++) {
                y[i] = Math.max(0, y[i]);
            }
        }
        return y;
    }

    private static float[] rectified(float[] gradient, float[] y) {
        for (int i = 0; i < y.length; i++) {
            gradient[i] = y[i] > 0 ? gradient[i] : 0;
        }
        return gradient;
    }

    private int largest(float[] logits, int at) {
        int best = 0;
        for (int c = 1; c < classes(); c++) {
            best = logits[at + c] > logits[at + best] ? c : best;
        }
        return best;
    }

    /** Cross-entropy of softmax, mean over the rows: turns logits, rows × classes, into the loss's gradient by them; returns the loss. */
    private static double crossEntropy(float[] logits, int[] classIndices, int from, int rows, int classes) {
        double loss = 0;
        for (int row = 0; row < rows; row++) {
            loss += ofRow(logits, row * classes, classes, classIndices[from + row], rows);
        }
        return loss / rows;
    }

    private static double ofRow(float[] logits, int at, int classes, int classIndex, int rows) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            largest = Math.max(largest, logits[at + c]);
        }
        double sum = 0;
        double own = logits[at + classIndex] - largest;
        for (int c = 0; c < classes; c++) {
            double e = Math.exp(logits[at + c] - largest);
            logits[at + c] = (float) e;
            sum += e;
        }
        float scale = (float) (1 / (sum * rows));
        for (int c = 0; c < classes; c++) {
            logits[at + c] *= scale;
        }
        logits[at + classIndex] -= 1f / rows;
        return Math.log(sum) - own;
    }
}
