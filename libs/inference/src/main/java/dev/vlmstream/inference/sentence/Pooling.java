package dev.vlmstream.inference.sentence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the states of a text's tokens become one vector (sentence-transformers' Pooling). */
enum Pooling {
    /** The first token's state. */
    CLS("pooling_mode_cls_token"),
    /** The mean over the tokens, padding left out. */
    MEAN("pooling_mode_mean_tokens"),
    /** The largest number of each dimension over the tokens, padding left out. */
    MAX("pooling_mode_max_tokens"),
    /** The sum over the square root of the number of tokens: the mean's direction. */
    MEAN_SQRT_LEN("pooling_mode_mean_sqrt_len_tokens"),
    /** The state of the last token that is no padding. */
    LASTTOKEN("pooling_mode_lasttoken");

    private static final String PREFIX = "pooling_mode";

    private final String key;

    Pooling(String key) {
        this.key = key;
    }

    /** @throws BundleException unless the file asks for exactly one pooling, and one of these */
    static Pooling read(BundleDirectory bundle, String file) {
        List<String> wanted = new ArrayList<>();
        bundle.requireJson(file).properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (entry.getKey().equals(PREFIX) && value.isTextual()) {
                wanted.add(value.asText().toUpperCase(Locale.ROOT));
            } else if (entry.getKey().startsWith(PREFIX) && value.asBoolean()) {
                wanted.add(entry.getKey());
            }
        });
        return Arrays.stream(values())
                .filter(pooling -> wanted.equals(List.of(pooling.key)) || wanted.equals(List.of(pooling.name())))
                .findFirst()
                .orElseThrow(() -> new BundleException(bundle.path().resolve(file) + ": wants " + wanted
                        + "; exactly one pooling can be done, of "
                        + Arrays.stream(values()).map(pooling -> pooling.key).collect(Collectors.joining(", "))));
    }

    /**
     * One vector for one text, of length 1.
     *
     * @param states {@code [tokens][width]} one after another
     * @param mask 1 for a token, 0 for padding, from {@code from} on
     */
    float[] pool(float[] states, long[] mask, int from, int tokens) {
        int width = states.length / tokens;
        double[] pooled = new double[width];
        Arrays.fill(pooled, this == MAX ? Double.NEGATIVE_INFINITY : 0);
        for (int token = 0; token < tokens; token++) {
            if (mask[from + token] != 0) {
                take(pooled, states, token, width);
            }
        }
        return normalised(pooled);
    }

    /** Sums and means have one direction, and only the direction is kept. */
    private void take(double[] pooled, float[] states, int token, int width) {
        for (int i = 0; i < width; i++) {
            float value = states[token * width + i];
            switch (this) {
                case CLS -> pooled[i] = token == 0 ? value : pooled[i];
                case MAX -> pooled[i] = Math.max(pooled[i], value);
                case LASTTOKEN -> pooled[i] = value;
                case MEAN, MEAN_SQRT_LEN -> pooled[i] += value;
            }
        }
    }

    /** As torch's normalize: a vector of nothing stays one. */
    static float[] normalised(double[] values) {
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        double length = Math.max(Math.sqrt(squares), 1e-12);
        float[] unit = new float[values.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (values[i] / length);
        }
        return unit;
    }
}
