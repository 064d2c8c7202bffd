package dev.vlmstream.streaming.loop;

import dev.vlmstream.streaming.logging.LastWords;

/** A record is set aside without being worked on, because the process ended each time that it was. */
public final class QuarantinedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QuarantinedException(String place, int attempts) {
        super("quarantined: the process ended " + attempts + " times while it worked on " + place + "; why is in "
                + LastWords.place());
    }
}
