package dev.vlmstream.evaluation.wikiqa;

import dev.vlmstream.evaluation.ClassSubstitution;
import java.util.Optional;

/** What the model that answers questions is asked: the study's words, with the spaces that begin its lines. */
public final class AnswerPrompt {
    private static final String LETTER = "\n    Output only one character A/B/C/D.";

    private AnswerPrompt() {}

    /** With the class in place of {@code this object}; empty if the question has no place for it: the study drops it then. */
    public static Optional<String> named(WrittenQuestion question, String className) {
        return ClassSubstitution.inQuestion(question.question(), className)
                .map(named -> question(named, question) + LETTER);
    }

    /** As it is, to be guessed. */
    public static String unnamed(WrittenQuestion question) {
        return question(question.question(), question)
                + "\n    The question mentions \"this object\". However, we don't know what the object is. Try your best"
                + " to guess the answer without knowing the object."
                + LETTER;
    }

    private static String question(String text, WrittenQuestion question) {
        StringBuilder prompt = new StringBuilder("Answer the multiple-choice question below.\n    ").append(text);
        for (int i = 0; i < question.choices().size(); i++) {
            prompt.append("\n    ")
                    .append(WrittenQuestion.letter(i))
                    .append(". ")
                    .append(question.choices().get(i));
        }
        return prompt.toString();
    }
}
