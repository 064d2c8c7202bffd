package dev.vlmstream.evaluation.statistics;

import dev.vlmstream.evaluation.metrics.ClassTally;
import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.metrics.Normal;
import dev.vlmstream.evaluation.sampling.PythonRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Percentile intervals by resampling with replacement (B. Efron, "Bootstrap methods: another look at the jackknife",
 * Annals of Statistics 7, 1979), for figures that have no formula. The generator is CPython's, so that a seed gives the
 * same interval on every machine, and in Python.
 *
 * @param resamples how often to draw; 2,000 is usual for an interval
 * @param confidence between 0 and 1, both excluded
 */
public record Bootstrap(long seed, int resamples, double confidence) {
    public Bootstrap {
        if (resamples < 1) {
            throw new IllegalArgumentException("bootstrap needs at least one resample, got " + resamples);
        }
        Normal.critical(confidence);
    }

    /** 2,000 resamples, 95 %. */
    public static Bootstrap of(long seed) {
        return new Bootstrap(seed, 2000, 0.95);
    }

    /**
     * The interval of a figure over n things.
     *
     * @param statistic the figure over the things at these indexes, of which some come several times and some not at
     *     all; empty where it is undefined
     * @return undefined for n = 0, where the figure over all things is, and where it is in every resample
     */
    public Optional<BootstrapInterval> interval(int n, Function<int[], OptionalDouble> statistic) {
        if (n == 0 || statistic.apply(IntStream.range(0, n).toArray()).isEmpty()) {
            return Optional.empty();
        }
        PythonRandom random = new PythonRandom(seed);
        return drawn(() -> statistic.apply(
                IntStream.range(0, n).map(i -> random.randbelow(n)).toArray()));
    }

    /** The interval of {@link Correlation#pearson}, pairs being drawn. */
    public Optional<BootstrapInterval> pearson(double[] x, double[] y) {
        return interval(x.length, pairs -> Correlation.pearson(at(pairs, x), at(pairs, y)));
    }

    /** The interval of {@link Correlation#spearman}, pairs being drawn. */
    public Optional<BootstrapInterval> spearman(double[] x, double[] y) {
        return interval(x.length, pairs -> Correlation.spearman(at(pairs, x), at(pairs, y)));
    }

    /**
     * The interval of {@link ClassTally#meanRecall}, items being drawn within their class. Undefined without items, and of
     * answers with part credit: how it is spread within a class is not in the counts.
     */
    public Optional<BootstrapInterval> meanRecall(ClassTally tally) {
        Map<CorrectCount, Redraw> alike = new HashMap<>();
        Redraw[] classes = tally.classes().values().stream()
                .filter(count -> count.n() > 0)
                .map(count -> alike.computeIfAbsent(count, Redraw::of))
                .toArray(Redraw[]::new);
        if (classes.length == 0 || alike.keySet().stream().anyMatch(count -> count.grades() != null)) {
            return Optional.empty();
        }
        PythonRandom random = new PythonRandom(seed);
        return drawn(() -> OptionalDouble.of(mean(classes, random)));
    }

    /** Of a thousand classes, two thousand times: no streams here. */
    private static double mean(Redraw[] classes, PythonRandom random) {
        double sum = 0;
        for (Redraw redraw : classes) {
            sum += redraw.share(random.random());
        }
        return sum / classes.length;
    }

    private Optional<BootstrapInterval> drawn(Supplier<OptionalDouble> draw) {
        double[] defined = IntStream.range(0, resamples)
                .mapToObj(i -> draw.get())
                .flatMapToDouble(OptionalDouble::stream)
                .sorted()
                .toArray();
        if (defined.length == 0) {
            return Optional.empty();
        }
        double tail = (1 - confidence) / 2;
        return Optional.of(new BootstrapInterval(
                new Bounds(percentile(defined, tail), percentile(defined, 1 - tail)),
                resamples,
                resamples - defined.length));
    }

    /** Between the sorted values by linear interpolation, numpy's default. */
    private static double percentile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    private static double[] at(int[] indexes, double[] values) {
        return Arrays.stream(indexes).mapToDouble(i -> values[i]).toArray();
    }

    /**
     * n items of which some are right, drawn with replacement: how many of them are right then is binomial. A draw takes one
     * random number, however many items there are: the distribution function is inverted by a guide table (H.-C. Chen and Y. Asau,
     * "On generating random variates from an empirical distribution", AIIE Transactions 6, 1974).
     */
    private static final class Redraw {
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

        static Redraw of(CorrectCount count) {
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

    /**
     * An interval from resamples.
     *
     * @param resamples how many were drawn
     * @param undefined in how many of them the figure was undefined; the interval is of the others, and not to be trusted
     *     where these are more than a few
     */
    public record BootstrapInterval(Bounds bounds, int resamples, int undefined) {
        public BootstrapInterval {
            if (undefined < 0 || undefined >= resamples) {
                throw new IllegalArgumentException(
                        "undefined must be at least 0 and below the " + resamples + " resamples, got " + undefined);
            }
        }
    }
}
