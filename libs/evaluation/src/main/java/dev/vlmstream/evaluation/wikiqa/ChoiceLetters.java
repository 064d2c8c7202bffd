package dev.vlmstream.evaluation.wikiqa;

import java.util.OptionalInt;

/** The letters of choices. */
public final class ChoiceLetters {
    private static final String ALL = "ABCD";

    private ChoiceLetters() {}

    /** The letter of a choice, counted from 0. */
    public static String of(int choice) {
        return ALL.substring(choice, choice + 1);
    }

    /**
     * The choice that a reply names, by the study's rule: its very first character, and nothing but a capital letter.
     *
     * @return empty if that is none of the letters; the study counts such a reply as wrong
     */
    public static OptionalInt in(String reply) {
        int choice = reply.isEmpty() ? -1 : ALL.indexOf(reply.charAt(0));
        return choice < 0 ? OptionalInt.empty() : OptionalInt.of(choice);
    }
}
