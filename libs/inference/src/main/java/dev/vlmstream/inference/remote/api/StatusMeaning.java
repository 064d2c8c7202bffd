package dev.vlmstream.inference.remote.api;

import java.util.Set;

/** What an error's status means, unless its body says otherwise. */
public enum StatusMeaning {
    /** The server, or what stands before it, cannot be asked just now. */
    AWAY,
    /** Key missing or wrong, no credit, not allowed, no such model, another address: it is the same for every question. */
    STOPPED,
    /** It may have been the server, or the question. */
    ASKED_AGAIN,
    /** It was the question. */
    FAILED;

    private static final Set<Integer> UNAVAILABLE = Set.of(429, 502, 503, 504, 521, 522, 523, 529);
    private static final Set<Integer> REFUSING = Set.of(401, 402, 403, 404);
    private static final Set<Integer> PASSING = Set.of(408, 409, 425);

    public static StatusMeaning of(int status) {
        if (UNAVAILABLE.contains(status)) {
            return AWAY;
        }
        if (REFUSING.contains(status) || status >= 300 && status < 400) {
            return STOPPED;
        }
        return PASSING.contains(status) || status >= 500 ? ASKED_AGAIN : FAILED;
    }
}
