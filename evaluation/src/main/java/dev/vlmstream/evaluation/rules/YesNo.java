package dev.vlmstream.evaluation.rules;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads yes or no from the answer to a question about an object's presence, in the two ways that are in use. */
public final class YesNo {
    private static final List<String> NEGATIONS = List.of("No", "not", "no");

    private YesNo() {}

    /**
     * lmms-eval's: the answer is the word yes or no and nothing else, in any case, spaces around it apart.
     *
     * @return whether it is yes, or empty where it is neither: unparsed
     */
    public static Optional<Boolean> exact(String answer) {
        return switch (Rules.lower(PythonText.strip(answer))) {
            case "yes" -> Optional.of(true);
            case "no" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /**
     * POPE's own script (Y. Li et al., "Evaluating Object Hallucination in Large Vision-Language Models", EMNLP 2023):
     * no if the first sentence has one of the words "No", "no", "not", commas apart; whatever else is yes, also an
     * answer that is about something else.
     */
    public static boolean published(String answer) {
        int stop = answer.indexOf('.');
        String sentence = stop < 0 ? answer : answer.substring(0, stop);
        return Stream.of(sentence.replace(",", "").split(" ")).noneMatch(NEGATIONS::contains);
    }
}
