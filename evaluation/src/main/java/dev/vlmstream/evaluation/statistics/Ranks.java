package dev.vlmstream.evaluation.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Ranks from 1 for the smallest; equal values share the mean of the ranks that they take. */
final class Ranks {
    private Ranks() {}

    static double[] of(double[] values) {
        // Adding 0.0 makes one zero of −0 and 0, which are equal but not alike to the comparator.
        double[] plain = Arrays.stream(values).map(value -> value + 0.0).toArray();
        int[] order = IntStream.range(0, plain.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> plain[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[plain.length];
        int start = 0;
        while (start < order.length) {
            int end = start;
            while (end < order.length && plain[order[end]] == plain[order[start]]) {
                end++;
            }
            for (int i = start; i < end; i++) {
                ranks[order[i]] = (start + 1 + end) / 2.0;
            }
            start = end;
        }
        return ranks;
    }
}
