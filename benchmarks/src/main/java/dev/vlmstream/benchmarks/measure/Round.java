package dev.vlmstream.benchmarks.measure;

/** This many items in this many seconds. */
public record Round(long items, double seconds) {
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
