package dev.vlmstream.ingest.loads;

/** A load is not to be worked on any longer: it was cancelled, another replica has it, or this one ends. */
final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException(String message) {
        super(message);
    }
}
