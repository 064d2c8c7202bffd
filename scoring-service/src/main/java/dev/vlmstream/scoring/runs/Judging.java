package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.statistics.PairedCounts;
import java.util.Map;

/**
 * What is known of the verdicts on a model's answers besides their counts, by rule.
 *
 * @param judges of the first verdict
 * @param agreements with the primary rule
 * @param counting how many verdicts can be shown, each rule's first on an answer
 */
public record Judging(Map<String, String> judges, Map<String, PairedCounts> agreements, long counting) {
    public static final Judging NONE = new Judging(Map.of(), Map.of(), 0);

    /** @param wanted judges by rule as the manifest names them: who will judge where nobody has */
    public String judge(String rule, Map<String, String> wanted) {
        return judges.getOrDefault(rule, wanted.get(rule));
    }

    public PairedCounts agreement(String rule) {
        return agreements.getOrDefault(rule, PairedCounts.NONE);
    }
}
