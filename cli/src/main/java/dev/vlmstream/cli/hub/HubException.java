package dev.vlmstream.cli.hub;

/** A bundle could not be fetched. The message names the repository or file, what is wrong, and what to do. */
public final class HubException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public HubException(String message) {
        super(message);
    }

    public HubException(String message, Throwable cause) {
        super(message, cause);
    }
}
