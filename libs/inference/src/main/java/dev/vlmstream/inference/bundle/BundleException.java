package dev.vlmstream.inference.bundle;

/** A bundle cannot be used. The message names the file or key, what is wrong with it, and what to do. */
public final class BundleException extends RuntimeException {

    public BundleException(String message) {
        super(message);
    }

    public BundleException(String message, Throwable cause) {
        super(message, cause);
    }
}
