package dev.vlmstream.cli.command;

/** The job cannot be done; the message names what is wrong and what to do about it. Ends with exit status 1. */
public class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
