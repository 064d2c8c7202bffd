package dev.vlmstream.evaluation.wikiqa;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A question and what the model made of it.
 *
 * @param className the class that it is about
 * @param named the reply to the question with the class's name; null: none came, or it was not asked
 * @param unnamed the reply to the question without; null: none came, or it was not asked
 */
public record AnsweredQuestion(
        String className,
        WrittenQuestion question,
        @Nullable String named,
        @Nullable String unnamed) {

    /** Whether it is kept, and if not why. */
    public Outcome outcome() {
        if (AnswerPrompt.named(question, className).isEmpty()) {
            return Outcome.NO_OBJECT;
        }
        if (named == null || unnamed == null || named.isEmpty() || unnamed.isEmpty()) {
            return Outcome.UNANSWERED;
        }
        if (!isRight(named)) {
            return Outcome.WRONG_WITH_NAME;
        }
        return isRight(unnamed) ? Outcome.RIGHT_WITHOUT_NAME : Outcome.KEPT;
    }

    private boolean isRight(String reply) {
        return WrittenQuestion.choice(reply).equals(OptionalInt.of(question.answer()));
    }
}
