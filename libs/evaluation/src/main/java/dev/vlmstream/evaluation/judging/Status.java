package dev.vlmstream.evaluation.judging;

/** What became of a question. Only an answer can be wrong. */
public enum Status {
    /** The model answered. */
    ANSWERED,
    /** There is no answer, for a technical reason. */
    FAILED,
    /** The model, or the service in front of it, declined to answer. */
    REFUSED
}
