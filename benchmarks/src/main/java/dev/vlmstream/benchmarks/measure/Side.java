package dev.vlmstream.benchmarks.measure;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** One way of doing the work, warmed up. */
public interface Side {
    /** As it stands in the table. */
    String name();

    /** Does the work once. */
    Round round();

    /**
     * A side within this process.
     *
     * @param items how many of them {@code work} does
     */
    static Side timed(String name, int items, Runnable work) {
        return timed(name, () -> {
            work.run();
            return items;
        });
    }

    /**
     * A side within this process.
     *
     * @param work says how many items it did
     */
    static Side timed(String name, LongSupplier work) {
        return of(name, () -> {
            long begun = System.nanoTime();
            return Round.since(begun, work.getAsLong());
        });
    }

    /** A side that takes its time itself. */
    static Side of(String name, Supplier<Round> round) {
        return new Side() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Round round() {
                return round.get();
            }
        };
    }

    /** This many items in this many seconds. */
    record Round(long items, double seconds) {
        public Round {
            if (items < 1 || !(seconds > 0)) {
                throw new IllegalArgumentException(
                        "a round needs items and time, got " + items + " items in " + seconds + " s");
            }
        }

        /** Items a second since a {@link System#nanoTime()}. */
        public static Round since(long begun, long items) {
            return new Round(items, (System.nanoTime() - begun) / 1e9);
        }

        public double perSecond() {
            return items / seconds;
        }
    }
}
