package dev.vlmstream.inference.remote.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one reply means. */
public sealed interface ReplyOutcome {

    /** Tokens that the reply says are paid for. */
    default Usage usage() {
        return Usage.NONE;
    }

    /**
     * An answer without a word.
     *
     * @param finish why it ended, as the API says it
     * @param truncated true if the token limit ended it
     */
    static Failure empty(String finish, boolean truncated, Usage usage) {
        String cure =
                ": the token limit was reached before it began, as happens to models that reason first; raise max_new_tokens";
        return new Failure("the answer is empty (" + finish + ")" + (truncated ? cure : ""), false, usage);
    }

    /** The same with the key taken out of what the server said: it may quote what it was sent. */
    default ReplyOutcome without(ApiKey key) {
        return this;
    }

    /** @param truncated true if the token limit ended the answer */
    record Text(String text, boolean truncated, Usage usage) implements ReplyOutcome {}

    /**
     * The model declined, or a filter kept the answer back.
     *
     * @param text what came before, or the refusal's own words; null: nothing
     */
    record Refusal(@Nullable String text, String reason, Usage usage) implements ReplyOutcome {
        @Override
        public ReplyOutcome without(ApiKey key) {
            return new Refusal(text, key.removeFrom(reason), usage);
        }
    }

    /**
     * Worth another try, but not any number of them: it may be the question's fault.
     *
     * @param after as the server asks; null: it does not say
     * @param maybePaid whether an answer was made that is lost, so that it may be on the bill
     */
    record Retry(@Nullable Duration after, String reason, boolean maybePaid) implements ReplyOutcome {
        @Override
        public ReplyOutcome without(ApiKey key) {
            return new Retry(after, key.removeFrom(reason), maybePaid);
        }
    }

    /**
     * The server cannot be asked just now, which says nothing of the question.
     *
     * @param after as the server asks to wait; null: it does not say
     * @param throttled whether there were too many requests for the server
     * @param maybePaid whether it had the request, so that it may be on the bill
     */
    record Unavailable(@Nullable Duration after, String reason, boolean throttled, boolean maybePaid)
            implements ReplyOutcome {
        @Override
        public ReplyOutcome without(ApiKey key) {
            return new Unavailable(after, key.removeFrom(reason), throttled, maybePaid);
        }
    }

    /**
     * No use in asking again.
     *
     * @param stopsModel whether no other question can succeed either: wrong key, unknown model, no credit
     */
    record Failure(String reason, boolean stopsModel, Usage usage) implements ReplyOutcome {
        public Failure(String reason) {
            this(reason, false, Usage.NONE);
        }

        @Override
        public ReplyOutcome without(ApiKey key) {
            return new Failure(key.removeFrom(reason), stopsModel, usage);
        }
    }
}
