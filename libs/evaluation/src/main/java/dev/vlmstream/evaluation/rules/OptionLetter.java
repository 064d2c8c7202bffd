package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.MultipleChoice;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Line;
import dev.vlmstream.evaluation.judging.Need;
import dev.vlmstream.evaluation.judging.Truth;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The parser of multiple-choice responses that the study took from MMMU ({@code parse_multi_choice_response}): look for
 * {@code (A)}; failing that, for {@code A} between spaces; failing that, in responses of more than five words, for an
 * option's text. Of several candidates the one whose last occurrence is latest counts. MMMU then guesses where nothing
 * is found; here the response is unparsed.
 */
public final class OptionLetter {
    public static final ComputedRule MCQ = Declaration.of(
                    "mcq",
                    "the answer chooses the right letter; an answer without a letter is unparsed",
                    "MMMU's parser, as in Zhang et al. 2024")
            .primaryFor(Task.MULTIPLE_CHOICE)
            .needs(Need.OPTIONS)
            .lines("response, choices", "parsed", OptionLetter::line)
            .computed((answer, truth) -> grade(answer.text(), truth));

    public static final ComputedRule MCQ_GUESS = Declaration.of(
                    "mcq-guess",
                    "like mcq, with a letter drawn beforehand if the answer names none",
                    "MMMU, Zhang et al. 2024")
            .alsoFor(Task.MULTIPLE_CHOICE)
            .needs(Need.OPTIONS, Need.GUESS)
            .computed((answer, truth) -> guessed(answer.text(), truth));

    private static final String STRIPPED = ",.!?;:'";
    private static final int WORDS_FOR_OPTION_TEXT = 5;

    private OptionLetter() {}

    static Grade grade(String answer, Truth truth) {
        return Grade.of(parse(answer, truth.options()), truth.label());
    }

    /** With the truth's guess where the answer names no letter. */
    static Grade guessed(String answer, Truth truth) {
        return Grade.of(parse(answer, truth.options()).orElse(truth.guess()).equals(truth.label()));
    }

    /**
     * The letter that a response settles on.
     *
     * @param options the options' texts; the first is A. At most 26.
     * @return the letter, or empty where the response names none: unparsed
     */
    public static Optional<String> parse(String response, List<String> options) {
        String text = " " + stripped(response) + " ";
        int found = latest(text, options.size(), index -> "(" + MultipleChoice.letter(index) + ")");
        if (found < 0) {
            found = latest(text, options.size(), index -> " " + MultipleChoice.letter(index) + " ");
        }
        if (found < 0 && PythonText.split(text).size() > WORDS_FOR_OPTION_TEXT) {
            found = latest(PythonText.lower(text), options.size(), index -> PythonText.lower(options.get(index)));
        }
        return found < 0 ? Optional.empty() : Optional.of(String.valueOf(MultipleChoice.letter(found)));
    }

    /** Strips each character once, in this order, as the original does: {@code ".'"} loses both, {@code "'."} one. */
    private static String stripped(String response) {
        String text = response;
        for (char c : STRIPPED.toCharArray()) {
            text = PythonText.strip(text, c);
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

    private static Map<String, Object> line(Line line) {
        Optional<String> letter = parse(line.text("response"), line.texts("choices"));
        return Collections.singletonMap("parsed", letter.orElse(null));
    }

    /**
     * The letter of the one option whose text is in the answer; empty where there is none, or several.
     *
     * @param answer in lower case
     */
    static Optional<String> ofText(String answer, List<String> options) {
        int found = -1;
        for (int index = 0; index < options.size(); index++) {
            if (Occurrences.in(answer, PythonText.lower(options.get(index)))) {
                if (found >= 0) {
                    return Optional.empty();
                }
                found = index;
            }
        }
        return found < 0 ? Optional.empty() : Optional.of(String.valueOf(MultipleChoice.letter(found)));
    }
}
