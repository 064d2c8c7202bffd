package dev.vlmstream.inference.remote;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many requests may be under way: grows with every success until the server first throttles, then by one a round, and
 * is halved whenever the server throttles (additive increase, multiplicative decrease: Chiu and Jain 1989, as TCP does).
 * While the server has asked to wait, nothing is let through. While the model is away, nothing waits here: one request at a time
 * is let through, after a pause.
 */
final class AdaptiveLimit {
    private static final double START = 4;

    private final int most;
    private final BooleanSupplier away;
    private double limit;
    private boolean everThrottled;
    private int inFlight;
    /** How many wait for a turn or have it, by the most that may be under way with them; the smallest company comes first. */
    private final NavigableMap<Integer, Integer> companies = new TreeMap<>();

    private long round;
    private long closedUntil = System.nanoTime();

    /**
     * @param round which halving a request was let through after: a burst that is throttled halves once
     * @param alone whether nothing else was under way
     * @param company how many may be under way meanwhile
     */
    record Permit(long round, boolean alone, int company) {}

    /** @param away whether the model is away */
    AdaptiveLimit(int most, BooleanSupplier away) {
        this.most = most;
        this.away = away;
        this.limit = Math.min(START, most);
    }

    /**
     * Waits for a turn.
     *
     * @param deadline of {@link System#nanoTime}
     * @param company the most that may be under way with it; nobody with a larger one is let through until it has ended
     * @return null if no turn comes before the deadline; at once if the server asked to wait beyond it, or the model is away
     */
    @Nullable
    synchronized Permit acquire(long deadline, int company) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        boolean acquired = false;
        companies.merge(company, 1, Integer::sum);
        try {
            while (true) {
                long now = System.nanoTime();
                boolean closed = closedUntil - now > 0;
                if (deadline - now <= 0
                        || closedUntil - deadline > 0
                        || away.getAsBoolean() && (closed || inFlight > 0)) {
                    return null;
                }
                if (!closed && inFlight < Math.min((int) limit, company) && company == companies.firstKey()) {
                    inFlight++;
                    acquired = true;
                    return new Permit(round, inFlight == 1, company);
                }
                TimeUnit.NANOSECONDS.timedWait(this, (closed ? closedUntil : deadline) - now);
            }
        } finally {
            if (!acquired) {
                leave(company);
                notifyAll();
            }
        }
    }

    private void leave(int company) {
        companies.computeIfPresent(company, (size, count) -> count == 1 ? null : count - 1);
    }

    /** The request has ended, and the server coped. */
    synchronized void succeeded(Permit permit) {
        limit = Math.min(most, limit + (everThrottled ? 1 / limit : 1));
        ended(permit);
    }

    /** The request has ended because there were too many. */
    synchronized void throttled(Permit permit) {
        everThrottled = true;
        if (permit.round() == round) {
            limit = Math.max(1, limit / 2);
            round++;
        }
        ended(permit);
    }

    /** The request has ended without saying anything of the server's load. */
    synchronized void ended(Permit permit) {
        inFlight--;
        leave(permit.company());
        notifyAll();
    }

    /** The model is away: who waits is sent off, and after the pause it begins with one request at a time. */
    synchronized void beginAgain(Duration pause) {
        limit = 1;
        round++;
        pause(pause);
    }

    /** Whether no other request is under way than this one, and none was when it was let through. */
    synchronized boolean isAlone(Permit permit) {
        return permit.alone() && inFlight == 1;
    }

    /** Lets nothing through for so long. */
    synchronized void pause(Duration wait) {
        long until = System.nanoTime() + wait.toNanos();
        closedUntil = until - closedUntil > 0 ? until : closedUntil;
        notifyAll();
    }

    /** How much longer nothing is let through; nothing if that is over. */
    synchronized Optional<Duration> pausedFor() {
        long left = closedUntil - System.nanoTime();
        return left > 0 ? Optional.of(Duration.ofNanos(left)) : Optional.empty();
    }

    /** How many requests are under way. */
    synchronized int underWay() {
        return inFlight;
    }

    /** How many requests may be under way just now. */
    synchronized int current() {
        return (int) limit;
    }
}
