package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.JudgeRule;

/** The verdict of a model that writes; what it reads and how its reply is read is in {@code run.JudgePrompt}. */
public final class LlmJudge {
    public static final JudgeRule RULE = Declaration.of(
                    "llm-judge",
                    "a language model that is given question, label and answer says yes",
                    "Conti et al. 2025; for benchmarks LAVE, Mañas et al. 2024")
            .alsoFor(Task.OPEN_WORLD, Task.CLOSED_WORLD)
            .verdict();

    private LlmJudge() {}
}
