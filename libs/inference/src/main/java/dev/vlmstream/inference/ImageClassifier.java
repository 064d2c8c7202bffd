package dev.vlmstream.inference;

import java.util.List;
import java.util.Optional;

/** A supervised classifier with a fixed list of classes. */
public non-sealed interface ImageClassifier extends VisionModel {

    /** Names by class index, from {@code id2label}; a name may occur twice. */
    List<String> labels();

    /** One row of logits, one per label, for each image ({@code [3 * height * width]}, channels first). */
    float[][] logits(List<float[]> pixelValues);

    /** What the head reads, one row per image; nothing if the graph does not give it ({@code features}). */
    Optional<float[][]> features(List<float[]> pixelValues);
}
