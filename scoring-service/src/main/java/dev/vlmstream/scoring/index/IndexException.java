package dev.vlmstream.scoring.index;

/** What is kept on disk cannot be written or read, as on a full disk: no fault of the record in progress. */
public final class IndexException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public IndexException(String message, Throwable cause) {
        super(message, cause);
    }
}
