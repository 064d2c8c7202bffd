package dev.vlmstream.inference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Classes as unit vectors of a dual encoder's space: scores an image embedding against every class. */
public final class ClassHead {

    /** Texts given to the encoder at once; more would only hold more memory. */
    private static final int TEXTS_AT_ONCE = 512;

    private final List<String> names;
    private final float[][] weights;
    private final float scale;
    private final float bias;

    private ClassHead(List<String> names, float[][] weights, float scale, float bias) {
        this.names = List.copyOf(names);
        this.weights = weights;
        this.scale = scale;
        this.bias = bias;
    }

    static ClassHead build(DualEncoder encoder, List<String> names, List<String> templates) {
        requireFillable(names, templates);
        List<String> distinct = List.copyOf(new LinkedHashSet<>(names));
        Map<String, float[]> encoded = new HashMap<>();
        int step = Math.max(1, TEXTS_AT_ONCE / templates.size());
        for (int from = 0; from < distinct.size(); from += step) {
            List<String> some = distinct.subList(from, Math.min(distinct.size(), from + step));
            encode(encoder, some, templates, encoded);
        }
        float[][] weights = names.stream().map(encoded::get).toArray(float[][]::new);
        return new ClassHead(names, weights, encoder.logitScale(), encoder.logitBias());
    }

    private static void requireFillable(List<String> names, List<String> templates) {
        if (names.isEmpty() || templates.isEmpty()) {
            throw new IllegalArgumentException("a class head needs at least one class name and one template");
        }
        for (String template : templates) {
            if (!template.contains("{}")) {
                throw new IllegalArgumentException("template \"" + template + "\" has no {} for the class name");
            }
        }
    }

    private static void encode(
            DualEncoder encoder, List<String> names, List<String> templates, Map<String, float[]> into) {
        List<String> texts = new ArrayList<>(names.size() * templates.size());
        for (String name : names) {
            templates.forEach(template -> texts.add(template.replace("{}", name)));
        }
        float[][] embeds = encoder.embedTexts(texts);
        for (int i = 0; i < names.size(); i++) {
            into.put(names.get(i), meanDirection(embeds, i * templates.size(), templates.size()));
        }
    }

    private static float[] meanDirection(float[][] embeds, int from, int count) {
        float[] sum = new float[embeds[from].length];
        for (int row = from; row < from + count; row++) {
            float[] unit = unit(embeds[row]);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += unit[i];
            }
        }
        return unit(sum);
    }

    /** The class names, in the order of the scores. */
    public List<String> names() {
        return names;
    }

    /** The unit vector of one class. */
    public float[] weights(int index) {
        return weights[index].clone();
    }

    /** Cosine × logit scale + logit bias for every class, in the order of {@link #names()}. */
    public float[] scores(float[] imageEmbed) {
        if (imageEmbed.length != weights[0].length) {
            throw new IllegalArgumentException(
                    "image embedding has " + imageEmbed.length + " values, the classes have " + weights[0].length);
        }
        float[] unit = unit(imageEmbed);
        float[] scores = new float[weights.length];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = dot(unit, weights[row]) * scale + bias;
        }
        return scores;
    }

    private static float dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return (float) sum;
    }

    private static float[] unit(float[] vector) {
        double length = 0;
        for (float value : vector) {
            length += (double) value * value;
        }
        float norm = (float) Math.sqrt(length);
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = norm == 0 ? 0 : vector[i] / norm;
        }
        return unit;
    }
}
