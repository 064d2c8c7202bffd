package dev.vlmstream.datasets.store;

/** The store cannot be used just now, or not at all: full, away, not allowed. The message names it and what went wrong. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
