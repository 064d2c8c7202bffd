package dev.vlmstream.evaluation.statistics;

import dev.vlmstream.evaluation.metrics.ClassTally;
import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.metrics.GradeMoments;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.Normal;
import dev.vlmstream.evaluation.metrics.Wilson;
import java.util.List;
import java.util.Optional;

/**
 * The interval of {@link ClassTally#meanRecall}: a stratified sample's mean, the classes being the strata, each of the same
 * weight. The variance is the sum of the classes' own (W. G. Cochran, "Sampling Techniques", 1977, chapter 5); it gives an
 * effective number of items for Wilson's interval, with Student's t of Satterthwaite's degrees of freedom (as {@link
 * ClusteredProportion#interval} does it, after E. L. Korn and B. I. Graubard).
 *
 * <p>A variance must not be taken for 0 only because a class has too few items to show any:
 * <ul>
 *   <li>A single item has none. All classes with one item are collapsed into a single stratum (Cochran, section 5A.12), whose
 *       variance is at least theirs.
 *   <li>A class whose items are all right or all wrong is given the variance that half an item more of either kind makes.
 * </ul>
 *
 * <p>Resampling items within their class does neither: its interval has no width at one item a class, and at two it misses
 * the truth in one run of six. Rao and Wu's rescaled bootstrap (JASA 83, 1988) is right from two items on, but for one, too, it
 * has no width. Resampling classes answers another question: how the mean would be over other classes.
 */
public final class MeanRecall {
    private MeanRecall() {}

    /** The 95 % interval; undefined without items. */
    public static Optional<Interval> interval(ClassTally tally) {
        return interval(tally, 0.95);
    }

    /** Undefined without items. */
    public static Optional<Interval> interval(ClassTally tally, double confidence) {
        Normal.critical(confidence); // refuses what is no confidence, also where the interval is undefined
        List<CorrectCount> classes =
                tally.classes().values().stream().filter(count -> count.n() > 0).toList();
        if (classes.isEmpty()) {
            return Optional.empty();
        }
        CorrectCount single = CorrectCount.NONE;
        double variance = 0;
        double freedom = 0;
        double inverse = 0;
        for (CorrectCount count : classes) {
            inverse += 1.0 / count.n();
            if (count.n() == 1) {
                single = single.merge(count);
            } else {
                double own = varianceOfMean(count);
                variance += own;
                freedom += own * own / (count.n() - 1);
            }
        }
        if (single.n() > 0) {
            double collapsed = varianceOfMean(single) * single.n() * single.n();
            variance += collapsed;
            freedom += collapsed * collapsed / Math.max(1, single.n() - 1);
        }
        double mean = tally.meanRecall().orElseThrow();
        double most = mean * (1 - mean);
        double n = classes.size();
        // Where everything is right, or everything wrong: as many items as have the same sum of 1 / n.
        double effective = most == 0 ? n * n / inverse : most * n * n / variance;
        double t = StudentT.critical(confidence, Math.max(1, variance * variance / freedom));
        return Optional.of(Wilson.interval(mean, effective, t));
    }

    private static double varianceOfMean(CorrectCount count) {
        double n = count.n();
        double right = count.points();
        GradeMoments grades = count.grades();
        double sample = grades == null ? right / n * (1 - right / n) * n / (n - 1) : grades.sampleVariance(count.n());
        if (n > 1 && sample > 0) {
            return sample / n;
        }
        double share = (right + 0.5) / (n + 1);
        return share * (1 - share) / n;
    }
}
