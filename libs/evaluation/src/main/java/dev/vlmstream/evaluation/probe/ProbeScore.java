package dev.vlmstream.evaluation.probe;

import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.Wilson;

/** How many of the test items a probe names right. */
public record ProbeScore(int n, int correct) {
    public ProbeScore {
        if (n < 1 || correct < 0 || correct > n) {
            throw new IllegalArgumentException(
                    "a score is of at least one item, correct of n: got " + correct + " of " + n);
        }
    }

    public double accuracy() {
        return (double) correct / n;
    }

    /** Wilson, 95 %. */
    public Interval interval() {
        return Wilson.interval(correct, n).orElseThrow();
    }
}
