package dev.vlmstream.benchmarks.measure;

import java.util.List;

/**
 * What one side reached in each round.
 *
 * @param unit of the samples, e.g. images/s
 * @param samples in the order of the rounds, at least one
 */
public record Rates(String name, String unit, List<Double> samples) {
    public Rates {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException(name + " has no rounds");
        }
    }

    /** The middle sample; of an even number the mean of the middle two. */
    public double median() {
        List<Double> sorted = samples.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    public double min() {
        return samples.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    public double max() {
        return samples.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
