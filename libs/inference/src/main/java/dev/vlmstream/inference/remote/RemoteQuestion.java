package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.remote.api.RemoteGeneration;
import dev.vlmstream.inference.remote.api.RequestImage;
import dev.vlmstream.preprocessing.ImageLimits;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One question to a remote model.
 *
 * @param run whose question it is, for its account
 * @param budget USD that the run may spend on all its models; null: no limit
 * @param prompt the text, as it is sent
 * @param image the image file's bytes, not copied
 * @param imageName what errors call the image
 * @param generation null: as the model's config.json says
 * @param headers of HTTP, of its requests alone, such as W3C's {@code traceparent}; the answer does not depend on them
 */
public record RemoteQuestion(
        String run,
        @Nullable Double budget,
        String prompt,
        byte @Nullable [] image,
        @Nullable String imageName,
        @Nullable RemoteGeneration generation,
        Map<String, String> headers) {
    public RemoteQuestion {
        headers = Map.copyOf(headers);
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(prompt, "prompt");
        if (budget != null && !(budget >= 0)) {
            throw new IllegalArgumentException("budget is " + budget + " USD, must be 0 or more");
        }
    }

    /** A question whose requests have no headers of their own. */
    public RemoteQuestion(
            String run,
            @Nullable Double budget,
            String prompt,
            byte @Nullable [] image,
            @Nullable String imageName,
            @Nullable RemoteGeneration generation) {
        this(run, budget, prompt, image, imageName, generation, Map.of());
    }

    /**
     * The image as requests carry it; null if there is none.
     *
     * @param accepted media types that the API reads
     * @throws dev.vlmstream.preprocessing.ImageException if it is no image, or has to be converted and cannot be
     */
    @Nullable
    RequestImage requestImage(Set<String> accepted, ImageLimits limits) {
        return image == null ? null : RequestImage.of(image, imageName, accepted, limits);
    }
}
