package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.statistics.PairedCounts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the verdicts on a model's answers besides their counts, by rule.
 *
 * @param judges of the first verdict
 * @param agreements with the primary rule
 * @param counting how many verdicts can be shown, each rule's first on an answer
 */
public record VerdictFacts(Map<String, String> judges, Map<String, PairedCounts> agreements, long counting) {
    public static final VerdictFacts NONE = new VerdictFacts(Map.of(), Map.of(), 0);

    /** @param expected judges by rule as the manifest names them: who will judge where nobody has */
    public @Nullable String judge(String rule, Map<String, String> expected) {
        return judges.getOrDefault(rule, expected.get(rule));
    }

    public PairedCounts agreement(String rule) {
        return agreements.getOrDefault(rule, PairedCounts.NONE);
    }
}
