package dev.vlmstream.evaluation.rules;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Judges text against a label or among options. Lower-casing is Unicode's, independent of the machine's locale. */
public final class Rules {
    private Rules() {}

    /**
     * The study's rule: {@code label.lower() in prediction.lower()}. It finds "ant" in "giant panda"; {@link
     * #wordIncluded} does not.
     */
    public static boolean labelIncluded(String prediction, String label) {
        return Occurrences.in(lower(prediction), lower(label));
    }

    /**
     * The label occurs, in any case, as a run of whole words: no letter, digit, combining mark or underscore touches it
     * from outside. Stricter than {@link #labelIncluded}: whatever is right here is right there. In scripts that put no
     * spaces between words a label surrounded by letters is not found. An empty label never is.
     */
    public static boolean wordIncluded(String prediction, String label) {
        String text = lower(prediction);
        String word = lower(label);
        if (word.isEmpty()) {
            return false;
        }
        Occurrences all = new Occurrences(text, word);
        for (int at = all.next(); at >= 0; at = all.next()) {
            if (isBoundary(text, at) && isBoundary(text, at + word.length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBoundary(String text, int at) {
        return at == 0
                || at == text.length()
                || !isWordCharacter(text.codePointBefore(at))
                || !isWordCharacter(text.codePointAt(at));
    }

    private static boolean isWordCharacter(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.CONNECTOR_PUNCTUATION -> true;
            default -> Character.isLetterOrDigit(c);
        };
    }

    /** Equal but for case; spaces around and punctuation count. */
    public static boolean exact(String prediction, String label) {
        return exactAny(prediction, List.of(label));
    }

    /** {@link #exact} for one of the labels at least. */
    public static boolean exactAny(String prediction, Collection<String> labels) {
        String text = lower(prediction);
        return labels.stream().anyMatch(label -> text.equals(lower(label)));
    }

    /** {@link #labelIncluded} for the label or any of its synonyms; so "cock" is found in "peacock", as in the study. */
    public static boolean synonymIncluded(String prediction, String label, Collection<String> synonyms) {
        String text = lower(prediction);
        return Stream.concat(Stream.of(label), synonyms.stream()).anyMatch(name -> Occurrences.in(text, lower(name)));
    }

    /**
     * The letter that a response to a multiple-choice question settles on, by the study's parser (MMMU's) without its
     * random guess.
     *
     * @param choices the options' texts; the first is A. At most 26.
     * @return the letter, or empty where the response names none: unparsed
     */
    public static Optional<String> multipleChoice(String response, List<String> choices) {
        return ChoiceParser.parse(response, choices);
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
