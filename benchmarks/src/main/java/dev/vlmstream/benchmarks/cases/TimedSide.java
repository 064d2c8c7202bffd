package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.measure.Round;
import dev.vlmstream.benchmarks.measure.Side;

/** A side within this process. */
record TimedSide(String name, int items, Runnable work) implements Side {

    /** @param items how many of them {@code work} does */
    static Side of(String name, int items, Runnable work) {
        return new TimedSide(name, items, work);
    }

    @Override
    public Round round() {
        long begun = System.nanoTime();
        work.run();
        return Round.since(begun, items);
    }
}
