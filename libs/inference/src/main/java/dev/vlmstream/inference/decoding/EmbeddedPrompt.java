package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.onnx.Tensor;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One row of a batch before decoding.
 *
 * @param inputIds the tokens that the decoder reads, image tokens included; at least one
 * @param imageToken the id whose embeddings image features replace, in order
 * @param features gives one row per image token, of all that enters the decoder for it, or what an encoder made of the whole
 *     prompt where the decoder looks at one; asked only if that has to be read
 * @param positions of the prompt's tokens
 * @param block the tokens that attend to one another in both directions
 * @param content names what the features show: prompts with equal names and equal beginnings may share what was computed
 *     of these; null: nothing is kept
 */
public record EmbeddedPrompt(
        int[] inputIds,
        int imageToken,
        Supplier<Features> features,
        Positions positions,
        AttentionBlock block,
        @Nullable String content) {

    /** Of prompts without an image. */
    public static final Supplier<Features> NO_FEATURES = () -> Features.of(Tensor.floats(new float[0][]));

    public EmbeddedPrompt {
        Objects.requireNonNull(features, "features");
        if (inputIds.length == 0) {
            throw new IllegalArgumentException("a prompt needs at least one token");
        }
        if (block.to() > inputIds.length) {
            throw new IllegalArgumentException(block + " in a prompt of " + inputIds.length + " tokens");
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
        return new EmbeddedPrompt(inputIds, imageToken, NO_FEATURES, positions, block, content);
    }

    /** How many tokens there are up to the last of the image; 0 without an image. */
    int imageEnd() {
        int end = inputIds.length;
        while (end > 0 && inputIds[end - 1] != imageToken) {
            end--;
        }
        return end;
    }

    /**
     * How many tokens at the beginning need not be computed once another prompt has been: the same ones in the same places
     * that have seen the same. At least one is left.
     */
    int reusable(EmbeddedPrompt computed) {
        int longest = Math.min(inputIds.length - 1, computed.inputIds.length);
        int common = 0;
        while (common < longest
                && inputIds[common] == computed.inputIds[common]
                && positions.sameAt(common, computed.positions)) {
            common++;
        }
        boolean whole = block.equals(computed.block) && !block.isCutAt(common);
        return whole ? common : Math.min(common, Math.min(block.from(), computed.block.from()));
    }

    /**
     * For the prompt's last places to predict what follows each of them.
     *
     * @throws IllegalArgumentException if one of them has seen it
     */
    public void requireUnseen(int places) {
        for (int place = inputIds.length - places; place < inputIds.length; place++) {
            if (block.isCutAt(place + 1)) {
                throw new IllegalArgumentException("class names in the study's tokenisation are also predicted "
                        + places + " tokens before the prompt's end, which see one another in this model; use the"
                        + " direct tokenisation, or open the answer with some words");
            }
        }
    }

    /** Whether a prompt that begins as this one may ever begin after what is computed of it. */
    boolean mayBeContinued() {
        return block.to() < inputIds.length;
    }
}
