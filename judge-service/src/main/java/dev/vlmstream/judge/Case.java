package dev.vlmstream.judge;

import dev.vlmstream.evaluation.judging.JudgeRule;
import dev.vlmstream.evaluation.run.JudgePrompt;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskKind;
import dev.vlmstream.evaluation.tasks.TaskLookup;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One answer to be judged under one rule. */
record Case(Score score, RunManifest manifest, JudgeRule rule) {

    String answer() {
        return score.getPrediction().getText();
    }

    /** The label, and what else counts as right. */
    List<String> right() {
        return TaskDefinition.rightAnswers(definition(), score.getLabel(), score.getAnswers());
    }

    /** Null but for question answering. */
    @Nullable
    TaskDefinition definition() {
        TaskDefinition definition = TaskLookup.of(manifest.getDefinition(), manifest.getBenchmark());
        return definition == null || definition.kind() != TaskKind.QUESTION_ANSWERING ? null : definition;
    }

    /** The cosine from which on the answer is right. */
    double threshold() {
        Double wanted = manifest.getThresholds().get(rule.id());
        return wanted == null ? rule.threshold().getAsDouble() : rule.requireThreshold(wanted);
    }

    /** What a generative judge is asked: the item's own question where it has one, else the run's. */
    String prompt() {
        String own = score.getQuestion();
        String question = own == null || own.isBlank() ? manifest.getPrompt() : own;
        return JudgePrompt.of(manifest.getJudgePrompt(), definition()).fill(question, right(), answer());
    }
}
