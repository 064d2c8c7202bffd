package dev.vlmstream.streaming.loop;

import java.time.Duration;

/**
 * How many records are worked on together. Full batches that take little time are followed by larger ones, up to a limit, so
 * that a model with several slots has few pauses between batches; slow ones stay small, so that liveness, the group's
 * patience and a shutdown need not wait for them. What a process or a transaction did not survive is tried in smaller ones.
 */
final class BatchSize {
    /** As long as a batch may take and grow. */
    static final Duration TIME = Duration.ofSeconds(10);
    /** A batch that takes longer is followed by smaller ones: it comes near what liveness allows. */
    static final Duration SLOW = Duration.ofSeconds(60);

    private final int least;
    private final int most;
    private int current;

    /** @param least the first batch's size */
    BatchSize(int least, int most) {
        this.least = least;
        this.most = Math.max(least, most);
        this.current = least;
    }

    int current() {
        return current;
    }

    /** Takes note of a batch that is done. */
    void took(int records, Duration time) {
        if (time.compareTo(SLOW) > 0) {
            shrink(records);
            return;
        }
        double byPace = records * (double) TIME.toNanos() / Math.max(1, time.toNanos());
        int grown = records < current ? current : 2 * current;
        current = (int) Math.max(Math.min(least, current), Math.min(most, Math.min(byPace, grown)));
    }

    /** Half as many from now on as these, which were too many; one at least. */
    void shrink(int records) {
        current = Math.max(1, Math.min(current, records) / 2);
    }
}
