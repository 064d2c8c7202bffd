package dev.vlmstream.scoring.topology;

/**
 * After a commit that took long, all threads wait as long before they ask for the next one: where brokers take seconds for a commit,
 * scoring would otherwise do nothing but commit. Times are in milliseconds.
 */
public final class CommitPace {
    /** A transaction has to end within the brokers' time limit, however slow they are. */
    static final long LONGEST = 2000;

    private volatile long nextAt;

    /** A commit has ended. */
    public void committed(long now, long took) {
        nextAt = now + Math.min(took, LONGEST);
    }

    /** Whether a commit may be requested now. */
    boolean allows(long now) {
        return next(now) == now;
    }

    /** From when on the next commit may be requested; now, unless the last one took long. */
    long next(long now) {
        long wait = nextAt - now;
        // It would be longer if the clock was set back.
        return wait > 0 && wait <= LONGEST ? nextAt : now;
    }
}
