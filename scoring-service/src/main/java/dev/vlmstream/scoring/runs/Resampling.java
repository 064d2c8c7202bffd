package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.frequency.FrequencyAnalysis;
import dev.vlmstream.evaluation.metrics.ClassTally;
import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.statistics.Bootstrap;
import dev.vlmstream.evaluation.statistics.Bootstrap.BootstrapInterval;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one model that need many draws. While the run is running they are recomputed when the items have grown by a
 * part in 5, and no sooner than {@link RecomputeThrottle} allows unless they have doubled; once it is complete, over all of it.
 */
public final class Resampling {
    private static final Bootstrap BOOTSTRAP = new Bootstrap(1234, 1000, 0.95);
    private static final int GROWTH = 5;

    private final RecomputeThrottle recallThrottle = new RecomputeThrottle();
    private final RecomputeThrottle frequencyThrottle = new RecomputeThrottle();
    private Optional<BootstrapInterval> recall = Optional.empty();
    private long recallAt;
    private @Nullable FrequencyAnalysis frequency;
    private Map<String, Long> frequencyOf = Map.of();
    private long frequencyAt;

    /** The interval of the mean per-class recall; empty without items. */
    public synchronized Optional<BootstrapInterval> recall(ClassTally tally, boolean complete) {
        long items = items(tally);
        if (isDue(recallAt, items, complete, recallThrottle)) {
            recall = recallThrottle.work(() -> BOOTSTRAP.meanRecall(tally));
            recallAt = items;
        }
        return recall;
    }

    /** @param counts of the classes' names */
    public synchronized FrequencyAnalysis frequency(ClassTally tally, Map<String, Long> counts, boolean complete) {
        long items = items(tally);
        boolean other = frequency == null || !counts.equals(frequencyOf);
        if (other || isDue(frequencyAt, items, complete, frequencyThrottle)) {
            frequency = frequencyThrottle.work(() -> FrequencyAnalysis.of(counts, tally, BOOTSTRAP));
            frequencyOf = counts;
            frequencyAt = items;
        }
        return frequency;
    }

    private static boolean isDue(long at, long items, boolean complete, RecomputeThrottle throttle) {
        return complete ? items != at : items > 2 * at || items < at || items - at > at / GROWTH && throttle.isDue();
    }

    private static long items(ClassTally tally) {
        return tally.classes().values().stream().mapToLong(CorrectCount::n).sum();
    }
}
