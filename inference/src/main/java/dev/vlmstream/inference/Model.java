package dev.vlmstream.inference;

import dev.vlmstream.inference.bundle.Families;

/**
 * A loaded bundle. Holds native memory until closed; used by one thread at a time.
 *
 * <p>Methods that compute throw {@link IllegalArgumentException} for an input of the wrong size and {@link
 * InferenceException} when a graph fails.
 */
public sealed interface Model extends AutoCloseable permits VisionModel, SentenceEncoder {

    ModelBundle bundle();

    @Override
    void close();

    /**
     * Loads tokenizer and graphs.
     *
     * @throws BundleException if a file or key is missing or wrong, or the native library lacks the execution provider
     */
    static Model load(ModelBundle bundle, RuntimeOptions options) {
        return Families.load(bundle, options);
    }
}
