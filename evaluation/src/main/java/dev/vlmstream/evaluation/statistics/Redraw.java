package dev.vlmstream.evaluation.statistics;

import dev.vlmstream.evaluation.metrics.RuleCount;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * n items of which some are right, drawn with replacement: how many of them are right then is binomial. A draw takes one
 * random number, however many items there are.
 *
 * @param least right items of the first entry
 * @param shares the probabilities of at most {@code least}, {@code least} + 1, … right items
 */
record Redraw(int n, int least, double[] shares) {
    /** What is less likely than this is never drawn: random numbers are multiples of 2^−53. */
    private static final double NEVER = 1e-17;

    static Redraw of(RuleCount count) {
        int n = Math.toIntExact(count.n());
        BinomialDistribution right = BinomialDistribution.of(n, (double) count.correct() / n);
        int least = right.inverseCumulativeProbability(NEVER);
        int most = right.inverseSurvivalProbability(NEVER);
        return new Redraw(
                n,
                least,
                IntStream.rangeClosed(least, most)
                        .mapToDouble(right::cumulativeProbability)
                        .toArray());
    }

    /** @param random 0 to 1, 1 excluded */
    double share(double random) {
        int at = Arrays.binarySearch(shares, random);
        int right = least + (at < 0 ? -at - 1 : at + 1);
        return (double) Math.min(right, n) / n;
    }
}
