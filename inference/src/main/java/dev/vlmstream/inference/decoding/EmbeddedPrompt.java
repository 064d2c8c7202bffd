package dev.vlmstream.inference.decoding;

import java.util.Objects;

/**
 * One row of a batch before decoding.
 *
 * @param inputIds the prompt's tokens, image tokens included; at least one
 * @param imageToken the id whose embeddings {@code imageFeatures} replace, in order
 * @param imageFeatures one row per image token; empty if there are none
 * @param positions of the prompt's tokens
 * @param content names what {@code imageFeatures} show: prompts with equal names and equal beginnings may share what was
 *     computed of these; null: nothing is kept
 */
public record EmbeddedPrompt(
        int[] inputIds, int imageToken, float[][] imageFeatures, Positions positions, String content) {
    public EmbeddedPrompt {
        Objects.requireNonNull(imageFeatures, "imageFeatures");
        if (inputIds.length == 0) {
            throw new IllegalArgumentException("a prompt needs at least one token");
        }
        int tokens = 0;
        for (int id : inputIds) {
            tokens += id == imageToken ? 1 : 0;
        }
        if (tokens != imageFeatures.length) {
            throw new IllegalArgumentException("the prompt has " + tokens + " image tokens but the image gives "
                    + imageFeatures.length + " features");
        }
    }
}
