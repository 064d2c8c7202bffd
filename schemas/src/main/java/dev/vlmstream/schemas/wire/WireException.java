package dev.vlmstream.schemas.wire;

import org.jspecify.annotations.Nullable;

/** Bytes that are not the event they should be. */
public final class WireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WireException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
