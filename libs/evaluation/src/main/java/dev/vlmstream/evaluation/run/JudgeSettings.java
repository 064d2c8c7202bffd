package dev.vlmstream.evaluation.run;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.rules.LlmJudge;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which judges a run has.
 *
 * @param judges rule to the bundle that applies it
 * @param prompt what a generative judge is asked; null: the default
 * @param thresholds rule of {@code judges} to the cosine from which on an answer is right; the rule's own where it is missing
 */
public record JudgeSettings(
        Map<String, String> judges, @Nullable String prompt, Map<String, Double> thresholds) {

    /** No judges. */
    public static final JudgeSettings NONE = new JudgeSettings(Map.of(), null, Map.of());

    public JudgeSettings {
        judges = new TreeMap<>(judges);
        thresholds = new TreeMap<>(thresholds);
        judges.forEach((rule, judge) -> {
            Rules.judge(rule);
            if (judge.isBlank()) {
                throw new IllegalArgumentException("the rule " + rule + " needs the name of the bundle that judges");
            }
        });
        for (Map.Entry<String, Double> threshold : thresholds.entrySet()) {
            Rules.judge(threshold.getKey()).requireThreshold(threshold.getValue());
            if (!judges.containsKey(threshold.getKey())) {
                throw new IllegalArgumentException("there is a threshold for " + threshold.getKey() + " and no judge");
            }
        }
        if (prompt != null) {
            new JudgePrompt(prompt);
            if (!judges.containsKey(LlmJudge.RULE.id())) {
                throw new IllegalArgumentException(
                        "there is a judge's prompt and no judge for the rule " + LlmJudge.RULE.id());
            }
        }
    }

    /**
     * These settings.
     *
     * @param definition of question answering; null in other tasks
     * @throws IllegalArgumentException naming a rule that makes no sense there
     */
    public JudgeSettings requireFit(Task task, @Nullable TaskDefinition definition) {
        judges.keySet().forEach(rule -> Rules.requireFits(Rules.judge(rule), task, definition));
        return this;
    }
}
