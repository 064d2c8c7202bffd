package dev.vlmstream.evaluation.metrics;

import dev.vlmstream.evaluation.judging.Answer.Status;
import dev.vlmstream.evaluation.judging.Judgement;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        long answered, long unparsed, long failed, long refused, Map<String, CorrectCount> rules, ClassTally classes) {
    public static final Tally NONE = new Tally(0, 0, 0, 0, Map.of(), ClassTally.NONE);

    public Tally {
        if (answered < 0 || unparsed < 0 || failed < 0 || refused < 0) {
            throw new IllegalArgumentException("counts cannot be negative: answered " + answered + ", unparsed "
                    + unparsed + ", failed " + failed + ", refused " + refused);
        }
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
    }

    /** Counts one item, whatever became of it. For many, {@link Counter} is faster. */
    public Tally add(Status status, String label, Judgement judgement) {
        return merge(new Counter().add(status, label, judgement).tally());
    }

    public Tally merge(Tally other) {
        Map<String, CorrectCount> merged = new LinkedHashMap<>(rules);
        other.rules.forEach((rule, count) -> merged.merge(rule, count, CorrectCount::merge));
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

    /**
     * Counts many items into one {@link Tally}, in time that does not grow with the number of classes. Not safe for use by
     * several threads at once; let each count for itself and merge.
     */
    public static final class Counter {
        private final Map<String, CorrectCount> rules = new LinkedHashMap<>();
        private final Map<String, CorrectCount> classes = new HashMap<>();
        private long answered;
        private long unparsed;
        private long failed;
        private long refused;

        /** Counts one item, whatever became of it. */
        public Counter add(Status status, String label, Judgement judgement) {
            switch (status) {
                case FAILED -> failed++;
                case REFUSED -> refused++;
                case ANSWERED -> addAnswer(label, judgement);
            }
            return this;
        }

        private void addAnswer(String label, Judgement judgement) {
            if (judgement.unparsed()) {
                unparsed++;
            } else {
                answered++;
            }
            judgement.rules().keySet().forEach(rule -> count(rules, rule, judgement, rule));
            count(classes, label, judgement, judgement.primaryRule());
        }

        private static void count(
                Map<String, CorrectCount> counts, String key, Judgement judgement, @Nullable String rule) {
            Double grade = judgement.grades().get(rule);
            CorrectCount one = grade == null
                    ? CorrectCount.NONE.add(judgement.rules().get(rule))
                    : CorrectCount.NONE.addGrade(GradeMoments.billionths(grade));
            counts.merge(key, one, CorrectCount::merge);
        }

        /** What was counted so far. */
        public Tally tally() {
            return new Tally(answered, unparsed, failed, refused, rules, new ClassTally(classes));
        }
    }
}
