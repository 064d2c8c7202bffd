package dev.vlmstream.evaluation.statistics;

import dev.vlmstream.evaluation.metrics.ClassTally;
import dev.vlmstream.evaluation.metrics.Normal;
import dev.vlmstream.evaluation.metrics.RuleCount;
import dev.vlmstream.evaluation.sampling.PythonRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

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
        Map<RuleCount, Redraw> alike = new HashMap<>();
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
}
