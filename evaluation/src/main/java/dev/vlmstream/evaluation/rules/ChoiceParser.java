package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.MultipleChoice;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The parser of multiple-choice responses that the study took from MMMU ({@code parse_multi_choice_response}): look for
 * {@code (A)}; failing that, for {@code A} between spaces; failing that, in responses of more than five words, for an
 * option's text. Of several candidates the one whose last occurrence is latest counts. MMMU then guesses where nothing
 * is found; here the response is unparsed.
 */
final class ChoiceParser {
    private static final String STRIPPED = ",.!?;:'";
    private static final int WORDS_FOR_OPTION_TEXT = 5;

    private ChoiceParser() {}

    static Optional<String> parse(String response, List<String> choices) {
        String text = " " + stripped(response) + " ";
        int found = latest(text, choices.size(), index -> "(" + MultipleChoice.letter(index) + ")");
        if (found < 0) {
            found = latest(text, choices.size(), index -> " " + MultipleChoice.letter(index) + " ");
        }
        if (found < 0 && PythonText.split(text).size() > WORDS_FOR_OPTION_TEXT) {
            found = latest(Rules.lower(text), choices.size(), index -> Rules.lower(choices.get(index)));
        }
        return found < 0 ? Optional.empty() : Optional.of(String.valueOf(MultipleChoice.letter(found)));
    }

    /** Strips each character once, in this order, as the original does: {@code ".'"} loses both, {@code "'."} one. */
    private static String stripped(String response) {
        String text = response;
        for (char c : STRIPPED.toCharArray()) {
            int start = 0;
            int end = text.length();
            while (start < end && text.charAt(start) == c) {
                start++;
            }
            while (end > start && text.charAt(end - 1) == c) {
                end--;
            }
            text = text.substring(start, end);
        }
        return text;
    }

    /** The index whose mark's last occurrence is latest in the text (the first such index), or −1. */
    private static int latest(String text, int count, IntFunction<String> mark) {
        int found = -1;
        int latest = -1;
        for (int index = 0; index < count; index++) {
            int at = Occurrences.last(text, mark.apply(index));
            if (at > latest) {
                latest = at;
                found = index;
            }
        }
        return found;
    }
}
