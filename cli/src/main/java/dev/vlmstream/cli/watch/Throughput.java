package dev.vlmstream.cli.watch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** How fast something has been growing of late. */
final class Throughput {
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(30);

    private final Deque<long[]> points = new ArrayDeque<>();

    /** @param now of {@link System#nanoTime} */
    void at(long now, long count) {
        points.addLast(new long[] {now, count});
        while (points.size() > 2 && now - points.getFirst()[0] > WINDOW) {
            points.removeFirst();
        }
    }

    /** In a second; empty as long as nothing has grown. */
    OptionalDouble perSecond() {
        if (points.size() < 2) {
            return OptionalDouble.empty();
        }
        double seconds = (points.getLast()[0] - points.getFirst()[0]) / 1e9;
        long grown = points.getLast()[1] - points.getFirst()[1];
        return seconds <= 0 || grown <= 0 ? OptionalDouble.empty() : OptionalDouble.of(grown / seconds);
    }
}
