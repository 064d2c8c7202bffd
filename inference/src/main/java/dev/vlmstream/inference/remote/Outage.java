package dev.vlmstream.inference.remote;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That no question can succeed, and why: a wrong key, an unknown model, no credit. Questions then fail at once, and from
 * time to time one is asked all the same, to see whether it is over.
 */
final class Outage {
    private final Duration probing;
    private @Nullable String reason;
    private long nextProbe;

    /** @param probing how long after a refusal the next question is asked */
    Outage(Duration probing) {
        this.probing = probing;
    }

    /** Why not to ask just now; nothing if there is no outage, or it is this question's part to see whether it is over. */
    synchronized Optional<String> reason() {
        if (reason == null) {
            return Optional.empty();
        }
        if (System.nanoTime() - nextProbe >= 0) {
            nextProbe = System.nanoTime() + probing.toNanos();
            return Optional.empty();
        }
        return Optional.of("not asked: an earlier question failed with \"" + reason
                + "\", which holds for all; asked again " + probing.toSeconds() + " s later");
    }

    synchronized void began(String why) {
        reason = why;
        nextProbe = System.nanoTime() + probing.toNanos();
    }

    synchronized void ended() {
        reason = null;
    }
}
