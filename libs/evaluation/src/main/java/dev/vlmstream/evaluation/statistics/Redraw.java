package dev.vlmstream.evaluation.statistics;

import dev.vlmstream.evaluation.metrics.RuleCount;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * n items of which some are right, drawn with replacement: how many of them are right then is binomial. A draw takes one
 * random number, however many items there are: the distribution function is inverted by a guide table (H.-C. Chen and Y. Asau,
 * "On generating random variates from an empirical distribution", AIIE Transactions 6, 1974).
 */
final class Redraw {
    /** What is less likely than this is never drawn: random numbers are multiples of 2^−53. */
    private static final double NEVER = 1e-17;

    /** The probabilities of at most as many right items as the entry's share stands for. */
    private final double[] upTo;
    /** Shares of right items; one more than there are probabilities. */
    private final double[] shares;
    /** The entry at which the search for a random number begins. */
    private final int[] guide;

    private Redraw(int n, int least, double[] upTo) {
        this.upTo = upTo;
        this.shares = IntStream.rangeClosed(least, least + upTo.length)
                .mapToDouble(right -> (double) Math.min(right, n) / n)
                .toArray();
        // A power of two, so that a random number's place in it is exact.
        this.guide = new int[2 * Integer.highestOneBit(upTo.length)];
        for (int entry = 0, at = 0; at < guide.length; at++) {
            while (entry < upTo.length && upTo[entry] <= (double) at / guide.length) {
                entry++;
            }
            guide[at] = entry;
        }
    }

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
        int entry = guide[(int) (random * guide.length)];
        while (entry < upTo.length && upTo[entry] <= random) {
            entry++;
        }
        return shares[entry];
    }
}
