package dev.vlmstream.evaluation.statistics;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Whether a model is right as often as its probabilities say: counts and sums of the confidences of its answers, in bins of
 * equal width over [0, 1]. Confidences are taken to 2^−32 and added up in whole numbers, so they may be added
 * in any order. Not safe for several threads.
 */
public final class Calibration {
    /** C. Guo et al., "On calibration of modern neural networks", ICML 2017. */
    public static final int USUAL_BINS = 15;

    private static final double UNIT = 0x1p32;
    /** What bins of equal mass are put together from. */
    private static final int PARTS = 500;

    private final Counts counts;
    private final Counts parts = new Counts(PARTS);
    private long squares;

    public Calibration(int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("calibration needs at least one bin, got " + bins);
        }
        counts = new Counts(bins);
    }

    /** Of bins of equal width. */
    private static final class Counts {
        private final long[] n;
        private final long[] correct;
        private final long[] confidence;

        Counts(int bins) {
            n = new long[bins];
            correct = new long[bins];
            confidence = new long[bins];
        }

        void add(double probability, boolean right) {
            int bin = index(probability);
            n[bin]++;
            correct[bin] += right ? 1 : 0;
            confidence[bin] += Math.round(probability * UNIT);
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

        long sum() {
            return Arrays.stream(n).sum();
        }

        /** @param to behind the last */
        Bin bin(int from, int to) {
            long of = Arrays.stream(n, from, to).sum();
            return new Bin(
                    (double) from / n.length,
                    (double) to / n.length,
                    new CorrectCount(of, Arrays.stream(correct, from, to).sum()),
                    of == 0
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(
                                    Arrays.stream(confidence, from, to).sum() / UNIT / of));
        }
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
        counts.add(probability, right);
        parts.add(probability, right);
        squares += Math.round(Math.pow(probability - (right ? 1 : 0), 2) * UNIT);
        return this;
    }

    /** Answers so far. */
    public long n() {
        return counts.sum();
    }

    /** The reliability diagram, empty bins included. */
    public List<Bin> bins() {
        return IntStream.range(0, counts.n.length)
                .mapToObj(i -> counts.bin(i, i + 1))
                .toList();
    }

    /**
     * Bins with about as many answers each, which say as much as one another wherever the confidences lie (K. Nguyen and
     * B. O'Connor, EMNLP 2015). A confidence that very many answers have stays in one bin.
     *
     * @param most how many bins at most
     * @param least answers in each, unless there are fewer in all
     */
    public List<Bin> equalMassBins(int most, int least) {
        List<Bin> bins = new ArrayList<>();
        long all = n();
        long done = 0;
        int from = 0;
        long in = 0;
        for (int part = 0; part < PARTS; part++) {
            in += parts.n[part];
            double wanted = Math.max(least, (double) (all - done) / Math.max(1, most - bins.size()));
            long left = all - done - in;
            if (in > 0 && (left == 0 || in >= wanted && left >= least)) {
                bins.add(parts.bin(from, part + 1));
                done += in;
                in = 0;
                from = part + 1;
            }
        }
        return bins;
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
