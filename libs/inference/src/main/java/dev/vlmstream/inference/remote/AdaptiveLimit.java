package dev.vlmstream.inference.remote;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private double limit;
    private boolean everThrottled;
    private int inFlight;
    /** How many wait for a turn or have it, by the most that may be under way with them; the smallest company comes first. */
    private final NavigableMap<Integer, Integer> companies = new TreeMap<>();

    private int highest;
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
    Permit acquire(long deadline, int company) throws InterruptedException {
        lock.lockInterruptibly();
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
                if (closed) {
                    changed.await(closedUntil - now, TimeUnit.NANOSECONDS);
                } else if (inFlight < Math.min((int) limit, company) && company == companies.firstKey()) {
                    highest = Math.max(highest, ++inFlight);
                    acquired = true;
                    return new Permit(round, inFlight == 1, company);
                } else {
                    changed.await(deadline - now, TimeUnit.NANOSECONDS);
                }
            }
        } finally {
            if (!acquired) {
                leave(company);
                changed.signalAll();
            }
            lock.unlock();
        }
    }

    private void leave(int company) {
        companies.computeIfPresent(company, (size, count) -> count == 1 ? null : count - 1);
    }

    /** The request has ended, and the server coped. */
    void succeeded(Permit permit) {
        release(permit, () -> limit = Math.min(most, limit + (everThrottled ? 1 / limit : 1)));
    }

    /** The request has ended without saying anything of the server's load. */
    void ended(Permit permit) {
        release(permit, () -> {});
    }

    /** The request has ended because there were too many. */
    void throttled(Permit permit) {
        release(permit, () -> {
            everThrottled = true;
            if (permit.round() == round) {
                limit = Math.max(1, limit / 2);
                round++;
            }
        });
    }

    /** The model is away: who waits is sent off, and after the pause it begins with one request at a time. */
    void beginAgain(Duration pause) {
        lock.lock();
        try {
            limit = 1;
            round++;
        } finally {
            lock.unlock();
        }
        pause(pause);
    }

    /** Whether no other request is under way than this one, and none was when it was let through. */
    boolean isAlone(Permit permit) {
        lock.lock();
        try {
            return permit.alone() && inFlight == 1;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing through for so long. */
    void pause(Duration wait) {
        lock.lock();
        try {
            long until = System.nanoTime() + wait.toNanos();
            closedUntil = until - closedUntil > 0 ? until : closedUntil;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How much longer nothing is let through; nothing if that is over. */
    Optional<Duration> pausedFor() {
        lock.lock();
        try {
            long left = closedUntil - System.nanoTime();
            return left > 0 ? Optional.of(Duration.ofNanos(left)) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void release(Permit permit, Runnable adjust) {
        lock.lock();
        try {
            inFlight--;
            leave(permit.company());
            adjust.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many requests are under way. */
    int underWay() {
        lock.lock();
        try {
            return inFlight;
        } finally {
            lock.unlock();
        }
    }

    /** How many requests may be under way just now. */
    int current() {
        lock.lock();
        try {
            return (int) limit;
        } finally {
            lock.unlock();
        }
    }

    /** How many were ever under way at once. */
    int highest() {
        lock.lock();
        try {
            return highest;
        } finally {
            lock.unlock();
        }
    }
}
