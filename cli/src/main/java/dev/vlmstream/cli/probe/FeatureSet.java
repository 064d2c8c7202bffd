package dev.vlmstream.cli.probe;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.evaluation.probe.LabelledFeatures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Labelled features of one kind, of one model, over the items of one run.
 *
 * @param source as messages name it
 * @param vectors by what names the picture: its SHA-256, or its item where there is none
 * @param digest the model's
 * @param labels class names, under the same keys
 * @param items those with that picture, under the same keys
 */
record FeatureSet(
        String source,
        String model,
        String digest,
        Map<String, float[]> vectors,
        Map<String, String> labels,
        Map<String, Set<String>> items) {
    FeatureSet {
        items = Map.copyOf(items);
        vectors = Map.copyOf(vectors);
        labels = Map.copyOf(labels);
        Map<String, String> known = labels;
        vectors.keySet().stream()
                .filter(key -> !known.containsKey(key))
                .findFirst()
                .ifPresent(key -> {
                    throw new CommandFailure(source + " has features but no label of " + key);
                });
        if (vectors.isEmpty()) {
            throw new CommandFailure(source + " has no features");
        }
        if (vectors.values().stream()
                        .mapToInt(vector -> vector.length)
                        .distinct()
                        .count()
                > 1) {
            throw new CommandFailure(source + " has features of several lengths; name one --model and one --features");
        }
    }

    int size() {
        return vectors.size();
    }

    /** What names the pictures, in the order of {@link #rows}: it depends on nothing but the data. */
    List<String> keys() {
        return vectors.keySet().stream().sorted().toList();
    }

    /** Refuses pictures that lie in both, on which a probe would only remember. */
    void requireApart(FeatureSet other) {
        Set<String> both = new TreeSet<>(vectors.keySet());
        both.retainAll(other.vectors.keySet());
        if (!both.isEmpty()) {
            throw new CommandFailure(both.size() + " of the pictures of " + source + " are in " + other.source
                    + " too (" + both.iterator().next() + "); train on a run of other pictures");
        }
    }

    /**
     * The rows, in the order of the keys.
     *
     * @param classes whose places are the indices
     */
    LabelledFeatures rows(List<String> classes) {
        Map<String, Integer> index = new LinkedHashMap<>();
        classes.forEach(name -> index.putIfAbsent(name, index.size()));
        List<String> keys = keys();
        int dimension = vectors.get(keys.get(0)).length;
        float[] values = new float[Math.multiplyExact(keys.size(), dimension)];
        int[] indices = new int[keys.size()];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(vectors.get(keys.get(i)), 0, values, i * dimension, dimension);
            Integer place = index.get(labels.get(keys.get(i)));
            if (place == null) {
                throw new CommandFailure(source + " has the label \"" + labels.get(keys.get(i))
                        + "\", which is none of the run's classes");
            }
            indices[i] = place;
        }
        return new LabelledFeatures(values, dimension, indices);
    }
}
