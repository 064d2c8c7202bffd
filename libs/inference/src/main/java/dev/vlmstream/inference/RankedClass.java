package dev.vlmstream.inference;

import java.util.Objects;

/**
 * A class in a ranking.
 *
 * @param index of the class, 0 is the first
 * @param score in the model's own unit: a logit or a scaled cosine
 */
public record RankedClass(int index, String name, float score) {
    public RankedClass {
        Objects.requireNonNull(name, "name");
        if (index < 0) {
            throw new IllegalArgumentException("class index is " + index + ", must be 0 or more");
        }
    }
}
