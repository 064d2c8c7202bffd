package dev.vlmstream.local;

/** The stack, or a part of it, did not start. The message says which part, why, and where its log lies. */
public final class StackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StackException(String message) {
        super(message);
    }

    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
