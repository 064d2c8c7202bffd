package dev.vlmstream.datasets;

/** A JSON item that cannot be used; the message names the field and the fix. */
public final class InvalidItemException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidItemException(String message) {
        super(message);
    }

    public InvalidItemException(String message, Throwable cause) {
        super(message, cause);
    }
}
