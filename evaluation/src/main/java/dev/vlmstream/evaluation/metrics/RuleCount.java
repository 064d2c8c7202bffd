package dev.vlmstream.evaluation.metrics;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How often an answer was right under one rule.
 *
 * @param n answers judged, unparsed ones included; what failed or was refused is not in it
 * @param correct how many of them were right
 */
public record RuleCount(long n, long correct) {
    public static final RuleCount NONE = new RuleCount(0, 0);

    public RuleCount {
        if (correct < 0 || correct > n) {
            throw new IllegalArgumentException("correct must be between 0 and n = " + n + ", got " + correct);
        }
    }

    public RuleCount add(boolean right) {
        return new RuleCount(n + 1, correct + (right ? 1 : 0));
    }

    public RuleCount merge(RuleCount other) {
        return new RuleCount(n + other.n, correct + other.correct);
    }

    /** correct / n; undefined for n = 0. */
    public OptionalDouble accuracy() {
        return n == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) correct / n);
    }

    /** The 95 % interval of the accuracy; undefined for n = 0. */
    public Optional<Interval> interval() {
        return Wilson.interval(correct, n);
    }
}
