package dev.vlmstream.evaluation.frequency;

import dev.vlmstream.evaluation.metrics.ClassTally;
import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.statistics.Bounds;
import dev.vlmstream.evaluation.statistics.Correlation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a model's accuracy at classes has to do with how often their names occur in texts that it was trained on (Zhang et
 * al., NeurIPS 2024, section 4). Only classes that have both a count and items take part.
 *
 * @param classes how many they are
 * @param spearman rank correlation of count and accuracy; empty where one of them is constant
 * @param pearson linear correlation, likewise. It has no interval: counts go over orders of magnitude, so that it hangs on the few
 *     most frequent classes; that by resampling classes missed the truth in up to 97 % of simulated runs.
 * @param bins by count, empty ones included
 */
public record FrequencyAnalysis(
        int classes,
        OptionalDouble spearman,
        Optional<Bounds> spearmanInterval,
        OptionalDouble pearson,
        List<FrequencyBin> bins) {
    /** The study's bounds; what lies beyond the last has a bin of its own. */
    private static final long[] BOUNDS = {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 1000, 10_000, 100_000};

    /**
     * The classes of similar counts.
     *
     * @param from the least count
     * @param below the count that is no longer in it; empty: there is no limit
     * @param classes how many there are
     * @param accuracy the mean of their accuracies, each class weighing the same, as the study has it; empty where there
     *     are no classes
     * @param items all items of the classes together, and how many are right
     */
    public record FrequencyBin(
            long from, OptionalLong below, int classes, OptionalDouble accuracy, CorrectCount items) {}

    private record Point(long count, CorrectCount items) {
        double accuracy() {
            return items.accuracy().orElseThrow();
        }
    }

    /** @param counts by class name */
    public static FrequencyAnalysis of(Map<String, Long> counts, ClassTally tally) {
        List<Point> points = new ArrayList<>();
        tally.classes().forEach((name, items) -> {
            if (items.n() > 0 && counts.containsKey(name)) {
                points.add(new Point(counts.get(name), items));
            }
        });
        double[] x = points.stream().mapToDouble(Point::count).toArray();
        double[] y = points.stream().mapToDouble(Point::accuracy).toArray();
        return new FrequencyAnalysis(
                points.size(),
                Correlation.spearman(x, y),
                Correlation.spearmanInterval(x, y),
                Correlation.pearson(x, y),
                bins(points));
    }

    private static List<FrequencyBin> bins(List<Point> points) {
        List<FrequencyBin> bins = new ArrayList<>();
        for (int i = 0; i < BOUNDS.length; i++) {
            long from = BOUNDS[i];
            OptionalLong below = i + 1 < BOUNDS.length ? OptionalLong.of(BOUNDS[i + 1]) : OptionalLong.empty();
            List<Point> within = points.stream()
                    .filter(point -> point.count() >= from && (below.isEmpty() || point.count() < below.getAsLong()))
                    .toList();
            bins.add(new FrequencyBin(
                    from,
                    below,
                    within.size(),
                    within.stream().mapToDouble(Point::accuracy).average(),
                    within.stream().map(Point::items).reduce(CorrectCount.NONE, CorrectCount::merge)));
        }
        return bins;
    }
}
