package dev.vlmstream.evaluation;

import java.util.Locale;
import java.util.Optional;

/**
 * ImageWikiQA's questions with the class name given, as the study made them: the name stands where the question has
 * {@code this object}.
 */
public final class ClassSubstitution {
    /** A name is one of a class; a longer text, put in many times, would make a question that no memory holds. */
    private static final int LONGEST_NAME = 1_000;

    private ClassSubstitution() {}

    /**
     * The question with the class named: every {@code this object} becomes the name; where there is none, {@code This
     * object} becomes the name capitalised as Python does (the rest in lower case), and failing that {@code these objects}
     * the name with an s. Nothing else is changed, the options neither.
     *
     * @param text the question, options in the lines below its first one
     * @return empty if the question has none of the three; the study leaves such questions out
     * @throws IllegalArgumentException if the name is empty or longer than {@value #LONGEST_NAME} characters
     */
    public static Optional<String> in(String text, String className) {
        int end = text.indexOf('\n');
        String question = end < 0 ? text : text.substring(0, end);
        return inQuestion(question, className).map(named -> named + text.substring(question.length()));
    }

    /**
     * The same of a question that comes without its options, in all its lines.
     *
     * @return empty if the question has none of the three
     * @throws IllegalArgumentException if the name is empty or longer than {@value #LONGEST_NAME} characters
     */
    public static Optional<String> inQuestion(String question, String className) {
        if (className.isEmpty() || className.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "the class name has " + className.length() + " characters, must have 1 to " + LONGEST_NAME);
        }
        String named = named(question, className);
        return named.equals(question) ? Optional.empty() : Optional.of(named);
    }

    private static String named(String question, String className) {
        if (question.contains("this object")) {
            return question.replace("this object", className);
        }
        if (question.contains("This object")) {
            return question.replace("This object", capitalized(className));
        }
        return question.replace("these objects", className + "s");
    }

    private static String capitalized(String name) {
        int first = name.offsetByCodePoints(0, 1);
        return name.substring(0, first).toUpperCase(Locale.ROOT)
                + name.substring(first).toLowerCase(Locale.ROOT);
    }
}
