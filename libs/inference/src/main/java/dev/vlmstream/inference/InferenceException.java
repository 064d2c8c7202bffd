package dev.vlmstream.inference;

import org.jspecify.annotations.Nullable;

/** A graph of a loaded bundle failed on an input: out of memory, or an input that the graph does not accept. */
public final class InferenceException extends RuntimeException {

    public InferenceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
