package dev.vlmstream.inference.blip;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.LeadingImage;
import dev.vlmstream.inference.language.Placeholder;

/** The image tokens in front of a prompt, one for each learned query of the Q-Former. */
final class QueryTokens {

    /** Of transformers' Blip2Config and InstructBlipConfig. */
    private static final int DEFAULT_COUNT = 32;

    private QueryTokens() {}

    /** @throws dev.vlmstream.inference.BundleException if the id is not known */
    static LeadingImage read(BundleDirectory bundle) {
        int id = bundle.optionalInt("image_token_index").orElseGet(() -> bundle.requireInt("image_token_id"));
        return new LeadingImage(
                id,
                bundle.optionalCount("num_query_tokens", Placeholder.MOST_FEATURES)
                        .orElse(DEFAULT_COUNT));
    }
}
