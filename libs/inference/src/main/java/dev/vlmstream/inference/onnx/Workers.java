package dev.vlmstream.inference.onnx;

/** What a session's threads do between two operators of one run. Between runs they always sleep: an idle service costs nothing. */
public enum Workers {
    /** Right for large operators, and where several models share a node's cores. */
    SLEEP,
    /** Right for a run of hundreds of small operators, where waking up would cost about as much as these do. */
    SPIN
}
