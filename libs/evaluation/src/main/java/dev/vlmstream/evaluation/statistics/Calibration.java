package dev.vlmstream.evaluation.statistics;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Whether a model is right as often as its probabilities say: counts and sums of the confidences of its answers, in bins of
 * equal width over [0, 1]. Confidences are taken to 2^−32 and added up in whole numbers, so adding and merging may happen in
 * any order and grouping. Not safe for several threads.
 */
public final class Calibration {
    /** C. Guo et al., "On calibration of modern neural networks", ICML 2017. */
    public static final int USUAL_BINS = 15;

    private static final double UNIT = 0x1p32;

    private final long[] n;
    private final long[] correct;
    private final long[] confidence;
    private long squares;

    public Calibration(int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("calibration needs at least one bin, got " + bins);
        }
        n = new long[bins];
        correct = new long[bins];
        confidence = new long[bins];
    }

    /**
     * The answers whose confidence is within one bin.
     *
     * @param low excluded, but 0 is in the first bin
     * @param high included
     * @param count how many there are and how many are right
     * @param meanConfidence undefined for an empty bin
     */
    public record Bin(double low, double high, CorrectCount count, OptionalDouble meanConfidence) {
        /** |accuracy − mean confidence|; undefined for an empty bin. */
        public OptionalDouble gap() {
            return meanConfidence.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(Math.abs(count.accuracy().orElseThrow() - meanConfidence.getAsDouble()));
        }
    }

    /** @param probability that the model gave its answer */
    public Calibration add(double probability, boolean right) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a confidence must be between 0 and 1, got " + probability);
        }
        int bin = index(probability);
        n[bin]++;
        correct[bin] += right ? 1 : 0;
        confidence[bin] += Math.round(probability * UNIT);
        squares += Math.round(Math.pow(probability - (right ? 1 : 0), 2) * UNIT);
        return this;
    }

    /** Adds what another has, of as many bins. */
    public Calibration merge(Calibration other) {
        if (other.n.length != n.length) {
            throw new IllegalArgumentException(n.length + " bins and " + other.n.length + " cannot be merged");
        }
        Arrays.setAll(n, i -> n[i] + other.n[i]);
        Arrays.setAll(correct, i -> correct[i] + other.correct[i]);
        Arrays.setAll(confidence, i -> confidence[i] + other.confidence[i]);
        squares += other.squares;
        return this;
    }

    /** Answers so far. */
    public long n() {
        return Arrays.stream(n).sum();
    }

    /** The reliability diagram, empty bins included. */
    public List<Bin> bins() {
        return IntStream.range(0, n.length)
                .mapToObj(i -> new Bin(
                        (double) i / n.length,
                        (i + 1.0) / n.length,
                        new CorrectCount(n[i], correct[i]),
                        n[i] == 0 ? OptionalDouble.empty() : OptionalDouble.of(confidence[i] / UNIT / n[i])))
                .toList();
    }

    /** The bin whose upper end is the first that is not below the confidence, the ends being i / bins in doubles. */
    private int index(double probability) {
        int bins = n.length;
        int index = Math.max(0, (int) Math.ceil(probability * bins) - 1);
        while (index > 0 && probability <= (double) index / bins) {
            index--;
        }
        while (probability > (index + 1.0) / bins) {
            index++;
        }
        return index;
    }

    /**
     * Expected calibration error: the gap between accuracy and confidence, averaged over the bins by their answers (M. P.
     * Naeini et al., AAAI 2015; Guo et al. 2017). It depends on the number of bins: say it. Undefined without answers.
     */
    public OptionalDouble expectedError() {
        double sum = bins().stream()
                .mapToDouble(bin -> bin.count().n() * bin.gap().orElse(0))
                .sum();
        return n() == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / n());
    }

    /**
     * Brier's score of the answers given: the mean of (confidence − right)² (G. W. Brier, "Verification of forecasts
     * expressed in terms of probability", Monthly Weather Review 78, 1950); 0 is perfect, always 0.5 gives 0.25.
     * Undefined without answers.
     */
    public OptionalDouble brier() {
        return n() == 0 ? OptionalDouble.empty() : OptionalDouble.of(squares / UNIT / n());
    }
}
