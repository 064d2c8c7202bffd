package dev.vlmstream.benchmarks.workload;

/** This machine lacks what a benchmark is about; the message names it. */
public final class MissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MissingException(String message) {
        super(message);
    }
}
