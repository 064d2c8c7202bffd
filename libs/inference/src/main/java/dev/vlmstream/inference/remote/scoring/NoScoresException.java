package dev.vlmstream.inference.remote.scoring;

/** A reply without the scores that were asked for; the message says what it has instead. */
public final class NoScoresException extends Exception {
    private static final long serialVersionUID = 1;

    NoScoresException(String message) {
        super(message);
    }
}
