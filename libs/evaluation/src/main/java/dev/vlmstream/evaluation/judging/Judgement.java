package dev.vlmstream.evaluation.judging;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One answer judged under every rule that applies to it.
 *
 * @param unparsed no option could be read from the answer; it then counts as not correct, and is shown apart
 * @param parsed the letter that was read from the answer
 * @param rules by rule id, in a fixed order, whether the answer is right; empty if there is no answer, because what
 *     failed or was refused is not wrong. Under a rule that gives part credit 0.5 is right.
 * @param grades by rule id, from 0 to 1, of the rules that give part credit
 * @param primaryRule the id of the rule that stands for the task; null if it is not known, and there is no answer
 */
public record Judgement(
        boolean unparsed,
        @Nullable String parsed,
        Map<String, Boolean> rules,
        Map<String, Double> grades,
        @Nullable String primaryRule) {
    public Judgement {
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
        grades = Map.copyOf(grades);
        if (!rules.isEmpty() && !rules.containsKey(primaryRule)) {
            throw new IllegalArgumentException("the primary rule '" + primaryRule + "' is not among " + rules.keySet());
        }
        if (!rules.keySet().containsAll(grades.keySet())) {
            throw new IllegalArgumentException("grades of " + grades.keySet() + ", rules " + rules.keySet());
        }
    }

    /** Under rules that know right and wrong alone. */
    public Judgement(
            boolean unparsed, @Nullable String parsed, Map<String, Boolean> rules, @Nullable String primaryRule) {
        this(unparsed, parsed, rules, Map.of(), primaryRule);
    }

    /** Right under the primary rule. */
    public boolean correct() {
        return rules.getOrDefault(primaryRule, false);
    }
}
