package dev.vlmstream.inference;

import java.util.List;

/** A supervised classifier with a fixed list of classes. */
public non-sealed interface ImageClassifier extends Model {

    /** Names by class index, from {@code id2label}; a name may occur twice. */
    List<String> labels();

    /** One row of logits, one per label, for each image ({@code [3 * height * width]}, channels first). */
    float[][] logits(List<float[]> pixelValues);
}
