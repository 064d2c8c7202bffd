package dev.vlmstream.scoring.topology;

import java.time.Duration;

/**
 * When a partition tells its counts and commits. While records come one by one, someone watches them: then soon. While they come
 * in bulk, what is told costs time that scoring needs: then seldom. All partitions tell at the same moments, so that one commit
 * is for all of them. Times are in milliseconds.
 */
final class Telling {
    static final long SOON = 40;
    static final long SELDOM = 400;
    /** More records than this between two moments are a bulk: 2,500 a second in one partition. */
    static final int BULK = 100;

    private long toldAt;
    private int records;

    void counted() {
        records++;
    }

    /** How long it is until the next moment. */
    Duration next(long now) {
        return Duration.ofMillis(SOON - Math.floorMod(now, SOON));
    }

    /** Whether to tell at a moment; if not, the next one is asked about the records since this one. */
    boolean isDue(long now) {
        boolean due = records <= BULK || now - toldAt >= SELDOM || now < toldAt;
        records = due ? records : 0;
        return due;
    }

    void told(long now) {
        toldAt = now;
        records = 0;
    }
}
