package dev.vlmstream.cli.command;

/** An option's value cannot be, or options do not go together; the message names them. Ends with exit status 2. */
public final class WrongValue extends CommandFailure {
    private static final long serialVersionUID = 1L;

    public WrongValue(String message) {
        super(message);
    }
}
