package dev.vlmstream.scoring.topology;

import java.time.Duration;

/**
 * When a partition publishes its counts and commits. While records come one by one, someone watches them: then soon. While they
 * come in bulk, publishing costs time that scoring needs: then seldom. All partitions publish at the same moments, so that one
 * commit is for all of them, and none until the {@link CommitPace} allows one. Times are in milliseconds.
 */
final class SnapshotThrottle {
    static final long SOON = 40;
    static final long SELDOM = 400;
    /** More records than this between two moments are a bulk: 2,500 a second in one partition. */
    static final int BULK = 100;

    private final CommitPace pace;
    private long publishedAt;
    private int records;

    SnapshotThrottle(CommitPace pace) {
        this.pace = pace;
    }

    void counted() {
        records++;
    }

    /** How long it is until the next moment. */
    Duration next(long now) {
        long from = pace.next(now);
        return Duration.ofMillis(from - now + SOON - Math.floorMod(from, SOON));
    }

    /** Whether to publish at a moment; if not, the next moment counts the records since this one. */
    boolean isDue(long now) {
        boolean due = records <= BULK || now - publishedAt >= SELDOM || now < publishedAt;
        records = due ? records : 0;
        return due;
    }

    void published(long now) {
        publishedAt = now;
        records = 0;
    }
}
