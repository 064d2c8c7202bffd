package dev.vlmstream.inference;

import dev.vlmstream.preprocessing.processing.ImageProcessor;

/** A model that looks at images. */
public sealed interface VisionModel extends Model permits DualEncoder, ImageClassifier, VisionLanguageModel {

    /** Turns image files into this model's {@code pixel_values}. */
    ImageProcessor imageProcessor();
}
