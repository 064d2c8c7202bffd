package dev.vlmstream.streaming.images;

/** An image that was not there within its batch's time; its host may still send it to whoever waits longer. */
public final class LateImageException extends ImageAccessException {
    private static final long serialVersionUID = 1L;

    LateImageException(String message) {
        super(message);
    }
}
