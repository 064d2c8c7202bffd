package dev.vlmstream.streaming.images;

/** An image that could not be had: its address is not allowed, or its bytes are not those that were announced. */
public class ImageAccessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ImageAccessException(String message) {
        super(message);
    }
}
