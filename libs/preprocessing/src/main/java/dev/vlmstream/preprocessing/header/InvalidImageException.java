package dev.vlmstream.preprocessing.header;

/** Bytes that are no usable image; the message says why. */
public final class InvalidImageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidImageException(String message) {
        super(message);
    }
}
