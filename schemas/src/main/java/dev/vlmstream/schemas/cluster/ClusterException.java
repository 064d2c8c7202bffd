package dev.vlmstream.schemas.cluster;

/** A cluster cannot be used as it is set. The message is one line that names the setting, and the fix. */
public final class ClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClusterException(String message) {
        super(message);
    }

    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
