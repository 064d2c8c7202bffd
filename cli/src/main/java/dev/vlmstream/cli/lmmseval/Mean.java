package dev.vlmstream.cli.lmmseval;

/** A mean and its standard error, value by value (Welford 1962). */
final class Mean {
    private long n;
    private double mean;
    private double squares;

    void add(double value) {
        n++;
        double before = value - mean;
        mean += before / n;
        squares += before * (value - mean);
    }

    long n() {
        return n;
    }

    double value() {
        return mean;
    }

    /** The sample's standard deviation over the root of its size; of fewer than two values undefined. */
    double standardError() {
        return Math.sqrt(squares / (n - 1)) / Math.sqrt(n);
    }
}
