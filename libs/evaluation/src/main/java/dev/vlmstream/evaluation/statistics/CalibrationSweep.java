package dev.vlmstream.evaluation.statistics;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Accuracy of α·ℓ + (1−α)·ℓ̄ for α = 0, 1, …, 8: ℓ is the log-probability of a class's name given an image, ℓ̄ its mean over
 * the dataset's images (Zhang et al. 2024, published script). The study adds up over the name's tokens; since both parts
 * are linear, the sums over tokens are enough.
 *
 * <p>Items are added in a second pass, after {@link MeanLikelihood} has seen all of them. Not safe for several threads.
 */
public final class CalibrationSweep {
    /** The largest weight that the study tries. */
    public static final int LARGEST_ALPHA = 8;
    /** Parts of the data of which each is judged at the α that is best on the others. */
    public static final int FOLDS = 10;

    private static final int WITHIN = 5;

    private final double[] mean;
    private final long[] counts = new long[FOLDS];
    private final long[][] first = new long[FOLDS][LARGEST_ALPHA + 1];
    private final long[][] among = new long[FOLDS][LARGEST_ALPHA + 1];

    /** @param mean ℓ̄ of each class */
    public CalibrationSweep(double[] mean) {
        this.mean = mean.clone();
    }

    /**
     * Adds an item.
     *
     * @param sums ℓ of each class
     * @param classIndex the right class's index
     * @param group items of one group, such as all questions on one image, come into one fold
     * @throws IllegalArgumentException if there are not as many values as classes, or no such class
     */
    public void add(float[] sums, int classIndex, String group) {
        if (sums.length != mean.length || classIndex < 0 || classIndex >= mean.length) {
            throw new IllegalArgumentException(
                    sums.length + " likelihoods and the label " + classIndex + " for " + mean.length + " classes");
        }
        int fold = fold(group);
        counts[fold]++;
        for (int alpha = 0; alpha <= LARGEST_ALPHA; alpha++) {
            int better = better(sums, classIndex, alpha);
            first[fold][alpha] += better == 0 ? 1 : 0;
            among[fold][alpha] += better < WITHIN ? 1 : 0;
        }
    }

    static int fold(String group) {
        return Math.floorMod(group.hashCode(), FOLDS);
    }

    /** Whether the label stands first at an α, for an item that was added or for any other. */
    public boolean isFirst(float[] sums, int classIndex, int alpha) {
        return better(sums, classIndex, alpha) == 0;
    }

    /** How many classes stand before the label; among equals the lower index does, as in a stable sort. */
    private int better(float[] sums, int classIndex, int alpha) {
        double own = alpha * (double) sums[classIndex] + (1 - alpha) * mean[classIndex];
        int better = 0;
        for (int other = 0; other < sums.length; other++) {
            double score = alpha * (double) sums[other] + (1 - alpha) * mean[other];
            if (score > own || score == own && other < classIndex) {
                better++;
            }
        }
        return better;
    }

    public Calibrated result() {
        long n = Arrays.stream(counts).sum();
        List<AlphaPoint> points = new ArrayList<>();
        for (int alpha = 0; alpha <= LARGEST_ALPHA; alpha++) {
            points.add(new AlphaPoint(
                    alpha, new CorrectCount(n, total(first, alpha)), new CorrectCount(n, total(among, alpha))));
        }
        long top1 = 0;
        long top5 = 0;
        List<Integer> alphas = new ArrayList<>();
        for (int fold = 0; fold < FOLDS; fold++) {
            int alpha = bestWithout(fold);
            alphas.add(alpha);
            top1 += first[fold][alpha];
            top5 += among[fold][alpha];
        }
        return new Calibrated(points, new CorrectCount(n, top1), new CorrectCount(n, top5), alphas);
    }

    private int bestWithout(int fold) {
        int best = 0;
        for (int alpha = 1; alpha <= LARGEST_ALPHA; alpha++) {
            if (total(first, alpha) - first[fold][alpha] > total(first, best) - first[fold][best]) {
                best = alpha;
            }
        }
        return best;
    }

    private static long total(long[][] byFold, int alpha) {
        long total = 0;
        for (long[] fold : byFold) {
            total += fold[alpha];
        }
        return total;
    }

    /**
     * What the sweep over α found.
     *
     * @param points for α = 0, 1, …, {@value CalibrationSweep#LARGEST_ALPHA}
     * @param crossFittedTop1 each item judged at the α that is best on the other folds; unlike {@link #best}, an honest
     *     estimate
     * @param crossFittedTop5 likewise, α still chosen by top-1
     * @param foldAlphas the α at which each fold was judged for crossFittedTop1
     */
    public record Calibrated(
            List<AlphaPoint> points,
            CorrectCount crossFittedTop1,
            CorrectCount crossFittedTop5,
            List<Integer> foldAlphas) {
        public Calibrated {
            points = List.copyOf(points);
            foldAlphas = List.copyOf(foldAlphas);
        }

        /** The α with the most correct, the smallest among equals: what the study reports, chosen on the items it is judged on. */
        public AlphaPoint best() {
            return points.stream()
                    .max(Comparator.comparingLong(
                                    (AlphaPoint point) -> point.top1().correct())
                            .thenComparing(AlphaPoint::alpha, Comparator.reverseOrder()))
                    .orElseThrow();
        }

        /** The α at which cross-fitting judges the items of a group. */
        public int crossFittedAlpha(String group) {
            return foldAlphas.get(CalibrationSweep.fold(group));
        }
    }

    /**
     * Accuracies at one α.
     *
     * @param alpha weight of the image's own log-probability; 1 is the uncalibrated sum
     */
    public record AlphaPoint(int alpha, CorrectCount top1, CorrectCount top5) {}
}
