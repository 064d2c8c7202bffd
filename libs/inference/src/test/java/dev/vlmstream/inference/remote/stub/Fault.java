package dev.vlmstream.inference.remote.stub;

/** What a server does with a request. */
public enum Fault {
    /** Nothing wrong: it answers. */
    NONE,
    THROTTLED_WITH_DELAY,
    THROTTLED_WITHOUT_DELAY,
    OVERLOADED,
    SERVER_ERROR,
    /** A gateway's page instead of the API's JSON. */
    GATEWAY_PAGE,
    /** It works, and never says anything. */
    HANG,
    /** It answers, a byte now and then. */
    DRIP,
    /** It says that the answer is to be had elsewhere. */
    MOVED,
    /** It says more than it sends. */
    CUT,
    /** JSON that breaks off, sent as if it were whole. */
    BROKEN_JSON,
    /** A success that is no JSON. */
    RUBBISH,
    /** An answer that does not say what it took. */
    UNCOUNTED,
    /** A success without an answer. */
    EMPTY,
    /** It answers up to the token limit. */
    TRUNCATED,
    REFUSAL,
    CONTENT_FILTER,
    BAD_IMAGE,
    WRONG_KEY,
    NO_QUOTA;

    /** Whether the question is at an end with it. */
    public boolean isFinal() {
        return switch (this) {
            case NONE, MOVED, UNCOUNTED, EMPTY, TRUNCATED, REFUSAL, CONTENT_FILTER, BAD_IMAGE, WRONG_KEY, NO_QUOTA ->
                true;
            default -> false;
        };
    }

    /** Whether tokens were made, so that they are on the bill. */
    public boolean isPaid() {
        return switch (this) {
            case NONE, HANG, DRIP, CUT, BROKEN_JSON, RUBBISH, UNCOUNTED, EMPTY, TRUNCATED, REFUSAL, CONTENT_FILTER ->
                true;
            default -> false;
        };
    }
}
