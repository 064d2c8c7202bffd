package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.JudgeRule;

/**
 * The cosine of the whole answer and the label, which Conti et al. report as a mean, as a grade is here; right and wrong
 * come from a threshold. The default was measured with all-MiniLM-L6-v2 on ImageNet's 998 names: "The photo features a
 * NAME." reaches 0.6 to its own name for 99 % of them, and to another for 0.04 %. A synonym that shares no word with its
 * label reaches it in 29 % only, and the threshold of {@link Concepts} in 34 %; {@link LlmJudge} can know it.
 */
public final class SemanticSimilarity {
    public static final JudgeRule RULE = Declaration.of(
                    "semantic", "the answer has a cosine of at least 0.6 with the label", "Conti et al. 2025")
            .alsoFor(Task.OPEN_WORLD, Task.CLOSED_WORLD)
            .similarity(0.6);

    private SemanticSimilarity() {}
}
