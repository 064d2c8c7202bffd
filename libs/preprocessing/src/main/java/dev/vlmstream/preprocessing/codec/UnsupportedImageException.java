package dev.vlmstream.preprocessing.codec;

import java.io.IOException;

/** A file that may well be whole, of a kind that is not decoded. */
public final class UnsupportedImageException extends IOException {
    private static final long serialVersionUID = 1L;

    UnsupportedImageException(String message) {
        super(message);
    }
}
