package dev.vlmstream.evaluation.probe;

import dev.vlmstream.evaluation.sampling.PythonRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Feature vectors and the classes they belong to. The arrays are not copied and must not be changed.
 *
 * @param values row after row, classIndices.length × dimension
 * @param classIndices class indices from 0
 */
public record LabelledFeatures(float[] values, int dimension, int[] classIndices) {
    public LabelledFeatures {
        if (dimension < 1 || classIndices.length == 0) {
            throw new IllegalArgumentException("a probe needs at least one row of at least one value, got "
                    + classIndices.length + " of " + dimension);
        }
        if (values.length != (long) classIndices.length * dimension) {
            throw new IllegalArgumentException(classIndices.length + " labels and vectors of " + dimension + " need "
                    + (long) classIndices.length * dimension + " values, got " + values.length);
        }
        requireFinite(values, dimension);
        for (int classIndex : classIndices) {
            if (classIndex < 0) {
                throw new IllegalArgumentException("class indices are counted from 0, got " + classIndex);
            }
        }
    }

    private static void requireFinite(float[] values, int dimension) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("row " + i / dimension + " has the value " + values[i]
                        + "; features must be finite numbers (float16 overflows above 65504)");
            }
        }
    }

    public int size() {
        return classIndices.length;
    }

    /** The rows at these places, in this order. */
    public LabelledFeatures rows(int... places) {
        float[] chosen = new float[places.length * dimension];
        int[] classes = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            System.arraycopy(values, places[i] * dimension, chosen, i * dimension, dimension);
            classes[i] = classIndices[places[i]];
        }
        return new LabelledFeatures(chosen, dimension, classes);
    }

    /** In the order that {@code random.seed(seed); random.shuffle(rows)} gives, as the study shuffles its data once. */
    public LabelledFeatures shuffled(long seed) {
        return rows(shuffledPlaces(size(), seed));
    }

    static int[] shuffledPlaces(int n, long seed) {
        List<Integer> places = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        new PythonRandom(seed).shuffle(places);
        return places.stream().mapToInt(Integer::intValue).toArray();
    }
}
