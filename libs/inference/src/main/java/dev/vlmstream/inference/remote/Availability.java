package dev.vlmstream.inference.remote;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model can be asked just now. One that nothing was heard of for a while is away, one that refuses everybody (a wrong
 * key, an unknown model, no credit) is stopped; either is then tried with one question at a time, until it answers.
 */
final class Availability {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** If nobody has asked for so long, nobody knows whether the model was away all the time. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(1);

    private final String model;
    private final Duration backOff;
    private final RemoteSettings.Patience patience;
    private final RemoteSettings.Watch watch;
    private @Nullable String reason;
    private boolean away;
    private boolean stopped;
    private long since;
    private long nextTry;
    private int trials;
    private long answers;
    /** The question that got the first server error since the last answer; null: none did. */
    private @Nullable Object failing;
    /** Whether other questions have got one since. */
    private boolean severalFail;

    Availability(String model, Duration backOff, RemoteSettings.Patience patience, RemoteSettings.Watch watch) {
        this.model = model;
        this.backOff = backOff;
        this.patience = patience;
        this.watch = watch;
    }

    /**
     * The model could not be reached, or was too busy.
     *
     * @param after as the server asks; null: it does not say
     * @return how long nothing is to be asked; null while this may be a hiccup
     */
    synchronized @Nullable Duration unreached(String why, @Nullable Duration after) {
        long now = System.nanoTime();
        if (reason == null || stopped || isForgotten()) {
            end();
            since = now;
        }
        reason = why;
        boolean askedToWait = after != null && after.compareTo(patience.hiccup()) > 0;
        if (!away && !askedToWait && age().compareTo(patience.hiccup()) < 0) {
            nextTry = now;
            return null;
        }
        if (!away) {
            away = true;
            watch.away(model, why);
        } else if (nextTry - now > 0 && after == null) {
            // One of several that were under way.
            return Duration.ofNanos(nextTry - now);
        }
        return pause(after == null ? growing() : after);
    }

    /** How many questions have had an answer. */
    synchronized long answers() {
        return answers;
    }

    /**
     * A question got an internal error from the server. While the server behind a gateway is down, every question gets one.
     *
     * @param answersBefore how many had been answered at the question's first error
     * @return whether it may be the question's fault: others have been answered since, or no other question got an error
     */
    synchronized boolean isQuestionsFault(Object question, long answersBefore) {
        severalFail |= failing != null && failing != question;
        failing = failing == null ? question : failing;
        return !severalFail || answers > answersBefore;
    }

    /** No question can succeed. */
    synchronized Duration stopped(String why) {
        if (!stopped) {
            end();
            since = System.nanoTime();
            watch.stopped(model, why);
        }
        reason = why;
        away = true;
        stopped = true;
        return pause(patience.stop());
    }

    synchronized void answered() {
        answers++;
        failing = null;
        severalFail = false;
        if (away) {
            watch.back(model, age());
        }
        end();
    }

    private void end() {
        reason = null;
        away = false;
        stopped = false;
        trials = 0;
    }

    private Duration pause(Duration wait) {
        nextTry = System.nanoTime() + wait.toNanos();
        return wait;
    }

    /** Doubled each time; half of it is drawn, so that replicas do not come at once. */
    private Duration growing() {
        long first = Math.max(SHORTEST_PAUSE.toNanos(), backOff.toNanos());
        long longest = Math.min(LONGEST_PAUSE.toNanos(), first << Math.min(trials++, 10));
        return Duration.ofNanos(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
    }

    private boolean isForgotten() {
        return System.nanoTime() - nextTry > FORGOTTEN.toNanos();
    }

    private Duration age() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** Why, and for how long, the model cannot be asked; nothing if it can. */
    synchronized Optional<RemoteModel.Away> away() {
        if (isForgotten()) {
            end();
        }
        return away ? Optional.of(new RemoteModel.Away(reason, age(), stopped)) : Optional.empty();
    }

    /** Whether questions fail rather than wait. A stopped model is waited for without end: someone has to fix that. */
    synchronized boolean isWaitOver() {
        return away && !stopped && age().compareTo(patience.outage()) > 0;
    }
}
