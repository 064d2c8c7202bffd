package dev.vlmstream.inference.blip;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.Placeholder;
import java.util.Arrays;

/**
 * The image tokens in front of a prompt, one for each learned query of the Q-Former.
 *
 * @param id their id
 * @param count how many of them an image takes
 */
record QueryTokens(int id, int count) {

    /** Of transformers' Blip2Config and InstructBlipConfig. */
    private static final int DEFAULT_COUNT = 32;

    /** @throws dev.vlmstream.inference.BundleException if the id is not known */
    static QueryTokens read(BundleDirectory bundle) {
        int id = bundle.optionalInt("image_token_index").orElseGet(() -> bundle.requireInt("image_token_id"));
        return new QueryTokens(
                id,
                bundle.optionalCount("num_query_tokens", Placeholder.MOST_FEATURES)
                        .orElse(DEFAULT_COUNT));
    }

    /**
     * Puts an image's tokens before a prompt's.
     *
     * @throws IllegalArgumentException if the prompt has image tokens of its own
     */
    int[] before(int[] prompt) {
        if (Arrays.stream(prompt).anyMatch(token -> token == id)) {
            throw new IllegalArgumentException(
                    "the prompt has image tokens; in this family they are put before it," + " write none");
        }
        int[] ids = new int[count + prompt.length];
        Arrays.fill(ids, 0, count, id);
        System.arraycopy(prompt, 0, ids, count, prompt.length);
        return ids;
    }
}
