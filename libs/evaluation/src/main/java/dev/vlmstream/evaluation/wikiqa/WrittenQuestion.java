package dev.vlmstream.evaluation.wikiqa;

import dev.vlmstream.evaluation.sampling.PythonRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A multiple-choice question that a model wrote.
 *
 * @param question the text, in which {@code this object} stands for the class
 * @param choices four texts that differ
 * @param answer the right choice's place, from 0
 * @param reference the article's sentences that it was made of; may be empty
 */
public record WrittenQuestion(String question, List<String> choices, int answer, String reference) {
    /** The letters of choices. */
    private static final String ALL = "ABCD";

    public static final int CHOICES = 4;

    public WrittenQuestion {
        choices = List.copyOf(choices);
        if (choices.size() != CHOICES) {
            throw new IllegalArgumentException("a question has " + CHOICES + " choices, not " + choices.size());
        }
        if (answer < 0 || answer >= CHOICES) {
            throw new IllegalArgumentException("the answer is choice " + answer + ", must be 0 to " + (CHOICES - 1));
        }
    }

    /** The letter of the right choice. */
    public String letter() {
        return letter(answer);
    }

    /** The same question with its choices shuffled. */
    public WrittenQuestion shuffled(PythonRandom random) {
        List<String> drawn = new ArrayList<>(choices);
        random.shuffle(drawn);
        return new WrittenQuestion(question, drawn, drawn.indexOf(choices.get(answer)), reference);
    }

    /** The same question with the right choice at another place, changed with the one that is there. */
    WrittenQuestion withAnswerAt(int place) {
        List<String> changed = new ArrayList<>(choices);
        java.util.Collections.swap(changed, answer, place);
        return new WrittenQuestion(question, changed, place, reference);
    }

    /** The letter of a choice, counted from 0. */
    public static String letter(int choice) {
        return ALL.substring(choice, choice + 1);
    }

    /**
     * The choice that a reply names, by the study's rule: its very first character, and nothing but a capital letter.
     *
     * @return empty if that is none of the letters; the study counts such a reply as wrong
     */
    public static OptionalInt choice(String reply) {
        int choice = reply.isEmpty() ? -1 : ALL.indexOf(reply.charAt(0));
        return choice < 0 ? OptionalInt.empty() : OptionalInt.of(choice);
    }
}
