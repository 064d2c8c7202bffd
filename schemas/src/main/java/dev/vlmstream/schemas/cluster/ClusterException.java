package dev.vlmstream.schemas.cluster;

/** A cluster cannot be used as it is set. The message is one line that names the setting, and the fix. */
public final class ClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** It has no stack trace, so that the log of a service that does not start ends with the message: Kubernetes shows the end. */
    public ClusterException(String message) {
        super(message, null, false, false);
    }

    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
