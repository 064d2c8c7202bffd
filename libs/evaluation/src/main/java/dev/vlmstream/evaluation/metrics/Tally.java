package dev.vlmstream.evaluation.metrics;

import dev.vlmstream.evaluation.judging.Judgement;
import dev.vlmstream.evaluation.judging.Status;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All counts of one model in one run. Adding and merging may happen in any order and grouping.
 *
 * @param answered answers that could be judged, unparsed ones not included
 * @param unparsed answers from which no option could be read; they are in every rule's n and in no rule's correct
 * @param failed items without an answer for a technical reason; in no rule's n
 * @param refused items that the model declined to answer; in no rule's n
 * @param rules by rule id
 * @param classes by true class, under the task's primary rule
 */
public record Tally(
        long answered, long unparsed, long failed, long refused, Map<String, RuleCount> rules, ClassTally classes) {
    public static final Tally NONE = new Tally(0, 0, 0, 0, Map.of(), ClassTally.NONE);

    public Tally {
        if (answered < 0 || unparsed < 0 || failed < 0 || refused < 0) {
            throw new IllegalArgumentException("counts cannot be negative: answered " + answered + ", unparsed "
                    + unparsed + ", failed " + failed + ", refused " + refused);
        }
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
    }

    /** Counts one item, whatever became of it. For many, {@link TallyCounter} is faster. */
    public Tally add(Status status, String label, Judgement judgement) {
        return merge(new TallyCounter().add(status, label, judgement).tally());
    }

    public Tally merge(Tally other) {
        Map<String, RuleCount> merged = new LinkedHashMap<>(rules);
        other.rules.forEach((rule, count) -> merged.merge(rule, count, RuleCount::merge));
        return new Tally(
                answered + other.answered,
                unparsed + other.unparsed,
                failed + other.failed,
                refused + other.refused,
                merged,
                classes.merge(other.classes));
    }

    /** Every item that was counted: answered, unparsed, failed or refused. */
    public long items() {
        return answered + unparsed + failed + refused;
    }
}
