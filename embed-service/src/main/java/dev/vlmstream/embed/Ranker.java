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
        /**
         * An image's ranking, its best {@code k} at most.
         *
         * @param choices what the question offers; none: the run's classes
         * @throws IllegalArgumentException naming candidates that the model has no score for
         */
        Candidates.Ranked rank(int image, RunManifest manifest, List<String> choices, int k);

        /** The image's embedding, for models that have one. */
        default Optional<float[]> embedding(int image) {
            return Optional.empty();
        }

        /** One vector a patch, {@code [patches][width]}, for models whose encoder gives them. */
        default Optional<float[][]> patches(int image) {
            return Optional.empty();
        }
    }

    /** Runs the model once over all images, each channels first. */
    Batch run(List<float[]> pixelValues);
}
