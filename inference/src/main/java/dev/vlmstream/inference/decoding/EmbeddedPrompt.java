package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.onnx.Tensor;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One row of a batch before decoding.
 *
 * @param inputIds the prompt's tokens, image tokens included; at least one
 * @param imageToken the id whose embeddings image features replace, in order
 * @param features gives one row per image token, of all that enters the decoder for it; asked only if the image has to be read
 * @param positions of the prompt's tokens
 * @param content names what the features show: prompts with equal names and equal beginnings may share what was computed
 *     of these; null: nothing is kept
 */
public record EmbeddedPrompt(
        int[] inputIds,
        int imageToken,
        Supplier<Features> features,
        Positions positions,
        @Nullable String content) {

    /** Of prompts without an image. */
    public static final Supplier<Features> NO_FEATURES = () -> Features.of(Tensor.floats(new float[0][]));

    public EmbeddedPrompt {
        Objects.requireNonNull(features, "features");
        if (inputIds.length == 0) {
            throw new IllegalArgumentException("a prompt needs at least one token");
        }
    }

    /**
     * An image's features for one prompt, where they were computed; other prompts may have them at the same time.
     *
     * @param tensor {@code [1, image tokens, width]}, several times as wide where more is added after the decoder's first layers,
     *     part by part; not to be used after closing
     * @param release lets them go
     */
    public record Features(Tensor tensor, Runnable release) implements AutoCloseable {
        /** Of one prompt alone. */
        public static Features of(Tensor tensor) {
            return new Features(tensor, tensor::close);
        }

        @Override
        public void close() {
            release.run();
        }
    }

    /** Where the image tokens are among the prompt's. */
    int[] imagePlaces() {
        return IntStream.range(0, inputIds.length)
                .filter(i -> inputIds[i] == imageToken)
                .toArray();
    }

    /**
     * The features that belong to the image tokens; the caller closes them.
     *
     * @throws IllegalArgumentException if there are not as many features as image tokens
     */
    Features imageFeatures() {
        int tokens = imagePlaces().length;
        Features taken = features.get();
        long count = taken.tensor().shape()[1];
        if (tokens != count) {
            taken.close();
            throw new IllegalArgumentException(
                    "the prompt has " + tokens + " image tokens but the image gives " + count + " features");
        }
        return taken;
    }

    /** Tokens and places only, to be kept without what the features hold on to. */
    EmbeddedPrompt withoutFeatures() {
        return new EmbeddedPrompt(inputIds, imageToken, NO_FEATURES, positions, content);
    }

    /** How many tokens there are up to the last of the image; 0 without an image. */
    int imageEnd() {
        int end = inputIds.length;
        while (end > 0 && inputIds[end - 1] != imageToken) {
            end--;
        }
        return end;
    }

    /** How many tokens at the beginning of both prompts are the same in the same places. */
    int commonPrefix(EmbeddedPrompt other) {
        int longest = Math.min(inputIds.length, other.inputIds.length);
        int common = 0;
        while (common < longest
                && inputIds[common] == other.inputIds[common]
                && positions.sameAt(common, other.positions)) {
            common++;
        }
        return common;
    }
}
