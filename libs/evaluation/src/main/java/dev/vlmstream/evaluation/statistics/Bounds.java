package dev.vlmstream.evaluation.statistics;

/** An interval of a quantity that may be negative, such as a difference; of a proportion it is an {@code Interval}. */
public record Bounds(double low, double high) {
    public Bounds {
        if (!(low <= high)) {
            throw new IllegalArgumentException("not an interval: " + low + " to " + high);
        }
    }

    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
