package dev.vlmstream.scoring.ledger;

import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.rules.Rules;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What many outcomes have in common, kept once: who answered, what was done, and the rules that judged it.
 *
 * @param model the bundle's name
 * @param digest the bundle's digest; empty where only a dead letter spoke of the model
 * @param dtype of the model's graphs; empty where it is not known
 * @param task the task's id; empty where it is not known
 * @param rules the rules' ids, the primary one first; empty where nothing could be judged
 * @param classes whether right answers are few; where they are as many as questions, counts by right answer mean nothing
 */
record OutcomeProfile(String model, String digest, String dtype, String task, List<String> rules, boolean classes) {
    private static final int LAYOUT = 3;
    private static final Set<String> GRADED = ids(Rule::isGraded);

    OutcomeProfile {
        rules = List.copyOf(rules);
    }

    private static Set<String> ids(Predicate<Rule> which) {
        return Rules.ALL.stream().filter(which).map(Rule::id).collect(Collectors.toUnmodifiableSet());
    }

    /** The rule that stands for the task; null if there is none. */
    @Nullable
    String primaryRule() {
        return rules.isEmpty() ? null : rules.get(0);
    }

    /** Whether a rule gives part credit. */
    boolean isGraded(int rule) {
        return GRADED.contains(rules.get(rule));
    }

    /** Whether it is worth counting by right answer. */
    boolean hasClasses() {
        return classes && !rules.isEmpty();
    }

    byte[] encode() {
        return new StateFormat.Writer()
                .number(LAYOUT)
                .text(model)
                .text(digest)
                .text(dtype)
                .text(task)
                .texts(rules)
                .number(classes ? 1 : 0)
                .bytes();
    }

    static OutcomeProfile decode(byte[] bytes) {
        StateFormat.Reader in = new StateFormat.Reader(bytes);
        in.version(LAYOUT);
        return new OutcomeProfile(in.text(), in.text(), in.text(), in.text(), in.texts(), in.integer() == 1);
    }
}
