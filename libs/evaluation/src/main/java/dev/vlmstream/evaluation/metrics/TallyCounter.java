package dev.vlmstream.evaluation.metrics;

import dev.vlmstream.evaluation.judging.Judgement;
import dev.vlmstream.evaluation.judging.Status;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts many items into one {@link Tally}, in time that does not grow with the number of classes. Not safe for use by
 * several threads at once; let each count for itself and merge.
 */
public final class TallyCounter {
    private final Map<String, RuleCount> rules = new LinkedHashMap<>();
    private final Map<String, RuleCount> classes = new HashMap<>();
    private long answered;
    private long unparsed;
    private long failed;
    private long refused;

    /** Counts one item, whatever became of it. */
    public TallyCounter add(Status status, String label, Judgement judgement) {
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

    private static void count(Map<String, RuleCount> counts, String key, Judgement judgement, @Nullable String rule) {
        Double grade = judgement.grades().get(rule);
        RuleCount one = grade == null
                ? RuleCount.NONE.add(judgement.rules().get(rule))
                : RuleCount.NONE.addGrade(GradeSum.billionths(grade));
        counts.merge(key, one, RuleCount::merge);
    }

    /** What was counted so far. */
    public Tally tally() {
        return new Tally(answered, unparsed, failed, refused, rules, new ClassTally(classes));
    }
}
