package dev.vlmstream.evaluation.tasks;

/** A file that defines no task; the message is one sentence that names the file, the line and the fix. */
public final class InvalidTaskException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    InvalidTaskException(String message) {
        super(message);
    }

    InvalidTaskException(String message, Throwable cause) {
        super(message, cause);
    }
}
