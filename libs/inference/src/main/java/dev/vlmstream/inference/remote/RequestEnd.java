package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.remote.api.ReplyOutcome;
import dev.vlmstream.inference.remote.api.Usage;
import java.time.Duration;
import java.util.Locale;

/**
 * The end of one request to a server.
 *
 * @param took from sending it to the whole reply, or to what kept that away
 * @param usage tokens by the reply
 * @param cost USD by the price table; 0 without one
 */
public record RequestEnd(Outcome outcome, Duration took, Usage usage, double cost) {
    /** What came of it. */
    public enum Outcome {
        ANSWERED,
        REFUSED,
        /** Not to be asked again. */
        FAILED,
        /** To be asked again. */
        RETRIED,
        /** Too many requests for the server: to be asked again later. */
        THROTTLED,
        /** The server was not to be reached, or cannot be asked just now. */
        AWAY;

        /** As metrics name it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Outcome of(ReplyOutcome reply) {
            if (reply instanceof ReplyOutcome.Text) {
                return ANSWERED;
            }
            if (reply instanceof ReplyOutcome.Refusal) {
                return REFUSED;
            }
            if (reply instanceof ReplyOutcome.Retry) {
                return RETRIED;
            }
            if (reply instanceof ReplyOutcome.Unavailable unavailable) {
                return unavailable.throttled() ? THROTTLED : AWAY;
            }
            return FAILED;
        }
    }

    static RequestEnd of(ReplyOutcome reply, Duration took, double cost) {
        return new RequestEnd(Outcome.of(reply), took, reply.usage(), cost);
    }
}
