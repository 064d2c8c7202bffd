package dev.vlmstream.ingest;

/** Something pushed that cannot become a question; the message is what the sender reads in the dead letter. */
final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RejectedException(String reason) {
        super(reason);
    }

    RejectedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
