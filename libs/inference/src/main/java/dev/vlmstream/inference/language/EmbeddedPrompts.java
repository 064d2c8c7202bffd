package dev.vlmstream.inference.language;

import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import dev.vlmstream.inference.decoding.PrefixCache;
import java.util.List;

/**
 * A call's prompts, in order, and all tokens of each, image tokens included. On closing what is left of their images' features is let go, and what was kept under names that
 * are only good for the call.
 *
 * @param features that the prompts ask for
 */
record EmbeddedPrompts(List<EmbeddedPrompt> all, List<int[]> inputIds, ImageFeatures features, PrefixCache prefixes)
        implements AutoCloseable {

    @Override
    public void close() {
        ContentNames.forget(all, prefixes);
        features.close();
    }
}
