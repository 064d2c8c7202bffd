package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts by time, in a bounded number of steps. What is counted up to the end of a step is exact, whatever the order in
 * which it came; only between two ends nothing is known. Not safe for several threads.
 */
public final class TimeSteps {
    private static final int MOST = 4096;
    /** Steps are joined while together they hold no more than a part in this many. */
    private static final int PARTS = MOST / 4;

    private final TreeMap<Long, Step> byEnd = new TreeMap<>();
    private long total;

    /** @param end the latest time in it, milliseconds since the epoch */
    public record TimedCount(long end, CorrectCount count) {}

    private record Step(long begin, CorrectCount count) {
        Step add(CorrectCount more) {
            return new Step(begin, count.merge(more));
        }
    }

    void add(long at, CorrectCount count) {
        total += count.n();
        Map.Entry<Long, Step> around = byEnd.ceilingEntry(at);
        if (around != null && around.getValue().begin() <= at) {
            byEnd.put(around.getKey(), around.getValue().add(count));
            return;
        }
        byEnd.put(at, new Step(at, count));
        if (byEnd.size() > MOST) {
            join();
        }
    }

    private void join() {
        TreeMap<Long, Step> joined = new TreeMap<>();
        long end = 0;
        Step step = null;
        for (Map.Entry<Long, Step> entry : byEnd.entrySet()) {
            Step next = entry.getValue();
            if (step != null && (step.count().n() + next.count().n()) * PARTS <= total) {
                step = step.add(next.count());
            } else {
                if (step != null) {
                    joined.put(end, step);
                }
                step = next;
            }
            end = entry.getKey();
        }
        joined.put(end, step);
        byEnd.clear();
        byEnd.putAll(joined);
    }

    /** In order of time. */
    List<TimedCount> steps() {
        List<TimedCount> steps = new ArrayList<>(byEnd.size());
        byEnd.forEach((end, step) -> steps.add(new TimedCount(end, step.count())));
        return steps;
    }
}
