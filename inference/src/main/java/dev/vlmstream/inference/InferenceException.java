package dev.vlmstream.inference;

/** A graph of a loaded bundle failed on an input: out of memory, or an input that the graph does not accept. */
public final class InferenceException extends RuntimeException {

    public InferenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
