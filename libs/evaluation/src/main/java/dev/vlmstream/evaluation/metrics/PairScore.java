package dev.vlmstream.evaluation.metrics;

import dev.vlmstream.evaluation.metrics.GroupedCounts.CategoryCounts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MME's score (C. Fu et al., "MME: A Comprehensive Evaluation Benchmark for Multimodal Large Language Models", arXiv 2306.13394):
 * of each category 100 (acc + acc+), acc being the share of right questions and acc+ that of images with both questions right;
 * summed up over categories. Over groups that are a result.
 *
 * <p>The interval, at 95 %, is made of those of the categories' mean points (as {@link GradeMoments#interval} has them) by adding their
 * arms' squares, as variances add up where estimates are independent: G. Y. Zou and A. Donner, "Construction of confidence limits
 * about effect measures: a general approach", Statistics in Medicine 27, 2008.
 *
 * @param value null: there is no group yet
 * @param groups over which it is
 */
public record PairScore(
        @Nullable Double value,
        @Nullable Double low,
        @Nullable Double high,
        long groups) {
    /** What a category can have: the halves of points in {@link CategoryCounts#pairs} are at most 1. */
    private static final double MOST = 200;

    static PairScore of(List<CategoryCounts> categories) {
        double sum = 0;
        double below = 0;
        double above = 0;
        long groups = 0;
        for (CategoryCounts category : categories) {
            long n = category.groups().n();
            if (n > 0) {
                double score = MOST * category.pairs().mean(n);
                Interval interval = category.pairs().interval(n);
                sum += score;
                below += square(score - MOST * interval.low());
                above += square(MOST * interval.high() - score);
                groups += n;
            }
        }
        return groups == 0
                ? new PairScore(null, null, null, 0)
                : new PairScore(sum, sum - Math.sqrt(below), sum + Math.sqrt(above), groups);
    }

    private static double square(double arm) {
        return arm * arm;
    }
}
