package dev.vlmstream.datasets;

/** A JSON item that cannot be used; the message names the field and the fix. */
public final class InvalidItemException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 100;

    public InvalidItemException(String message) {
        super(message);
    }

    public InvalidItemException(String message, Throwable cause) {
        super(message, cause);
    }

    /** As much of a value as a message shows: it may be a whole image. */
    public static String shown(String value) {
        return value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
    }
}
