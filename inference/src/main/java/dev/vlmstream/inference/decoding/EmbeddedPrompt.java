package dev.vlmstream.inference.decoding;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One row of a batch before decoding.
 *
 * @param inputIds the prompt's tokens, image tokens included; at least one
 * @param imageToken the id whose embeddings image features replace, in order
 * @param features one row per image token; asked for only if the image has to be read
 * @param positions of the prompt's tokens
 * @param content names what the features show: prompts with equal names and equal beginnings may share what was computed
 *     of these; null: nothing is kept
 */
public record EmbeddedPrompt(
        int[] inputIds,
        int imageToken,
        Supplier<float[][]> features,
        Positions positions,
        @Nullable String content) {

    private static final float[][] NO_FEATURES = {};

    public EmbeddedPrompt {
        Objects.requireNonNull(features, "features");
        if (inputIds.length == 0) {
            throw new IllegalArgumentException("a prompt needs at least one token");
        }
    }

    /** @throws IllegalArgumentException if there are not as many features as image tokens */
    float[][] imageFeatures() {
        int tokens = 0;
        for (int id : inputIds) {
            tokens += id == imageToken ? 1 : 0;
        }
        float[][] rows = tokens == 0 ? NO_FEATURES : features.get();
        if (tokens != rows.length) {
            throw new IllegalArgumentException(
                    "the prompt has " + tokens + " image tokens but the image gives " + rows.length + " features");
        }
        return rows;
    }

    /** Tokens and places only, to be kept without what the features hold on to. */
    EmbeddedPrompt withoutFeatures() {
        return new EmbeddedPrompt(inputIds, imageToken, () -> NO_FEATURES, positions, content);
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
