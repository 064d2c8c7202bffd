package dev.vlmstream.ingest;

/** Something pushed that cannot become a question; the message is what the sender reads in the dead letter. */
public final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    /** A message quotes what it is about, which may be as long as a record; the record itself is in the dead letter. */
    private static final int LONGEST = 2_000;

    RejectedException(String reason) {
        super(shortened(reason));
    }

    RejectedException(String reason, Throwable cause) {
        super(shortened(reason), cause);
    }

    private static String shortened(String reason) {
        return reason == null || reason.length() <= LONGEST ? reason : reason.substring(0, LONGEST) + "…";
    }
}
