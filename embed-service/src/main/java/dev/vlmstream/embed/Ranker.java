package dev.vlmstream.embed;

import dev.vlmstream.schemas.RunManifest;
import java.util.List;
import java.util.Optional;

/** Ranks classes for images. Used by one thread. */
interface Ranker {
    /** The task that this kind of model does: zero-shot or supervised. */
    String task();

    /** What the model made of images. */
    interface Batch {
        /** The classes' scores for an image, best first, at most {@code k}, over these candidates. */
        List<dev.vlmstream.inference.RankedClass> rank(int image, RunManifest manifest, List<String> candidates, int k);

        /** The image's embedding, for models that have one. */
        Optional<float[]> embedding(int image);

        /** One vector a patch, {@code [patches][width]}, for models whose encoder gives them. */
        Optional<float[][]> patches(int image);
    }

    /** Runs the model once over all images, each channels first. */
    Batch run(List<float[]> pixelValues);
}
