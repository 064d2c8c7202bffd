package dev.vlmstream.judge;

import dev.vlmstream.evaluation.run.JudgePrompt;

/** The text that a judge that writes is asked with. */
final class JudgePrompts {

    private JudgePrompts() {}

    /** The item's own question where it has one, else the run's. */
    static String of(Case one) {
        String own = one.score().getQuestion();
        String question = own == null || own.isBlank() ? one.manifest().getPrompt() : own;
        return JudgePrompt.of(one.manifest().getJudgePrompt(), one.definition())
                .fill(question, one.right(), one.answer());
    }
}
