package dev.vlmstream.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The right answers of questions, in the form that rules want. */
public final class QuestionLabels {
    private QuestionLabels() {}

    /**
     * What stands for an item's right answers where one is to be shown: the answer that most people gave, the first of
     * several.
     *
     * @param answers at least one
     */
    public static String label(List<String> answers) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        answers.forEach(answer -> counts.merge(answer, 1, Integer::sum));
        return counts.entrySet().stream()
                .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                .orElseThrow(() -> new IllegalArgumentException("a question needs at least one answer, got none"))
                .getKey();
    }

    /**
     * The letter of the right option, which datasets give as that letter, as its place from 0 (AI2D as lmms-eval has it)
     * or as the option's text.
     *
     * @throws IllegalArgumentException if the label is none of these
     */
    public static String letter(String label, List<String> options) {
        String plain = label.strip();
        int place = place(plain, options.size());
        int index = place >= 0 ? place : options.indexOf(plain);
        if (index < 0) {
            throw new IllegalArgumentException("the label \"" + label + "\" is none of the letters A to "
                    + MultipleChoice.letter(options.size() - 1) + ", no place from 0 to " + (options.size() - 1)
                    + ", and no option's text");
        }
        return String.valueOf(MultipleChoice.letter(index));
    }

    /**
     * Yes or no in lower case, without spaces around.
     *
     * @throws IllegalArgumentException if the label is neither
     */
    public static String yesOrNo(String label) {
        String plain = label.strip().toLowerCase(Locale.ROOT);
        if (!plain.equals("yes") && !plain.equals("no")) {
            throw new IllegalArgumentException("the label \"" + label + "\" is neither yes nor no");
        }
        return plain;
    }

    /** An option whose text is a single letter or digit loses to the letter or place that it looks like. */
    private static int place(String label, int count) {
        if (label.length() != 1) {
            return -1;
        }
        char c = label.toUpperCase(Locale.ROOT).charAt(0);
        int index = c >= '0' && c <= '9' ? c - '0' : c - 'A';
        return index < count ? index : -1;
    }
}
