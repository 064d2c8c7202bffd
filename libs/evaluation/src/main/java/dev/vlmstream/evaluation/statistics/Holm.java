package dev.vlmstream.evaluation.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several comparisons at once, such as all pairs of models: with enough of them one looks significant by chance. Holm's
 * correction (S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6,
 * 1979) bounds the probability that any is, whatever the comparisons have to do with one another.
 */
public final class Holm {
    private Holm() {}

    /**
     * The corrected p of each comparison, in the given order; significant at 0.05 are those that are at most 0.05.
     *
     * @param p uncorrected, each 0 to 1
     */
    public static List<Double> adjusted(List<Double> p) {
        if (!p.stream().allMatch(value -> value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("p must be between 0 and 1, got " + p);
        }
        List<Integer> order = IntStream.range(0, p.size())
                .boxed()
                .sorted(Comparator.comparing(p::get))
                .toList();
        double[] adjusted = new double[p.size()];
        double largest = 0;
        for (int rank = 0; rank < order.size(); rank++) {
            largest = Math.max(largest, Math.min(1, (p.size() - rank) * p.get(order.get(rank))));
            adjusted[order.get(rank)] = largest;
        }
        return IntStream.range(0, adjusted.length).mapToObj(i -> adjusted[i]).toList();
    }
}
