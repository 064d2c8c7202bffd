package dev.vlmstream.inference;

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
}
