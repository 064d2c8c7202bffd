package dev.vlmstream.evaluation.statistics;

import dev.vlmstream.evaluation.metrics.RuleCount;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Whether a model is right as often as its probabilities say. */
public final class Calibration {
    private Calibration() {}

    /**
     * The forecasts whose confidence is within one bin.
     *
     * @param low excluded, but 0 is in the first bin
     * @param high included
     * @param count how many there are and how many are right
     * @param meanConfidence undefined for an empty bin
     */
    public record Bin(double low, double high, RuleCount count, OptionalDouble meanConfidence) {
        /** |accuracy − mean confidence|; undefined for an empty bin. */
        public OptionalDouble gap() {
            return meanConfidence.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(Math.abs(count.accuracy().orElseThrow() - meanConfidence.getAsDouble()));
        }
    }

    /** The reliability diagram: bins of equal width over [0, 1], empty ones included. */
    public static List<Bin> bins(List<Forecast> forecasts, int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("calibration needs at least one bin, got " + bins);
        }
        var byBin = forecasts.stream().collect(Collectors.groupingBy(forecast -> index(forecast.confidence(), bins)));
        return IntStream.range(0, bins)
                .mapToObj(i -> bin((double) i / bins, (i + 1.0) / bins, byBin.getOrDefault(i, List.of())))
                .toList();
    }

    private static Bin bin(double low, double high, List<Forecast> forecasts) {
        long right = forecasts.stream().filter(Forecast::right).count();
        return new Bin(
                low,
                high,
                new RuleCount(forecasts.size(), right),
                forecasts.stream().mapToDouble(Forecast::confidence).average());
    }

    /** The bin whose upper end is the first that is not below the confidence, the ends being i / bins in doubles. */
    private static int index(double confidence, int bins) {
        int index = Math.max(0, (int) Math.ceil(confidence * bins) - 1);
        while (index > 0 && confidence <= (double) index / bins) {
            index--;
        }
        while (confidence > (index + 1.0) / bins) {
            index++;
        }
        return index;
    }

    /**
     * Expected calibration error: the gap between accuracy and confidence, averaged over the bins by their forecasts (M.
     * P. Naeini et al., AAAI 2015; with 15 bins by C. Guo et al., "On calibration of modern neural networks", ICML
     * 2017). It depends on the number of bins: say it. Undefined without forecasts.
     */
    public static OptionalDouble expectedError(List<Forecast> forecasts, int bins) {
        double sum = bins(forecasts, bins).stream()
                .mapToDouble(bin -> bin.count().n() * bin.gap().orElse(0))
                .sum();
        return forecasts.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(sum / forecasts.size());
    }

    /**
     * Brier's score of the answers given: the mean of (confidence − right)² (G. W. Brier, "Verification of forecasts
     * expressed in terms of probability", Monthly Weather Review 78, 1950); 0 is perfect, always 0.5 gives 0.25.
     * Undefined without forecasts.
     */
    public static OptionalDouble brier(List<Forecast> forecasts) {
        return forecasts.stream()
                .mapToDouble(forecast -> Math.pow(forecast.confidence() - forecast.outcome(), 2))
                .average();
    }
}
