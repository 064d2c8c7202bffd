package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Need;
import java.util.List;
import java.util.Optional;

/**
 * How lmms-eval reads a letter from the answer to a question of MMBench, in its evaluation without a judge ({@code
 * MMBench_Evaluator}, static): a word that is a letter, if it is the only one, or a letter with marks beside it; else the text of
 * the only option that the answer has; else what {@link LmmsLetter} finds. It knows four options.
 */
public final class LmmsChoice {
    public static final ComputedRule RULE = Declaration.of(
                    "lmms-mmbench",
                    "lmms-eval's parser finds the right letter or the right option's text; if it finds none, the answer is unparsed",
                    "lmms-eval, MMBench's static evaluation")
            .needs(Need.OPTIONS)
            .computed((answer, truth) -> Grade.of(parse(answer.text(), truth.options()), truth.label()));

    private static final int MOST_OPTIONS = 4;
    private static final String FAILURE = "Failed to obtain answer via API";
    private static final List<String> LETTERS = List.of("A", "B", "C", "D", "E");
    /** What stands before and behind a letter, in the order in which it is looked for. */
    private static final List<List<String>> MARKS = List.of(
            List.of("", "."),
            List.of("", ","),
            List.of("", ":"),
            List.of("", ")"),
            List.of("", ")."),
            List.of("(", ")"),
            List.of("(", ")."),
            List.of(":", ""),
            List.of(":", ","),
            List.of(":", "."),
            List.of(":", ")"),
            List.of(":", ")."));

    private LmmsChoice() {}

    /** @param options the options' texts; the first is A. Those behind the fourth are not known of. */
    public static Optional<String> parse(String answer, List<String> options) {
        List<String> known = options.subList(0, Math.min(MOST_OPTIONS, options.size()));
        Optional<String> letter = answer.contains(FAILURE) ? Optional.empty() : ofLetter(PythonText.split(answer));
        if (letter.isEmpty()) {
            letter = OptionLetter.ofText(PythonText.lower(answer), known);
        }
        return letter.isPresent() ? letter : LmmsLetter.parse(answer, known.size());
    }

    /** An A among more than three words may be an article. */
    private static Optional<String> ofLetter(List<String> words) {
        List<String> alone = LETTERS.stream().filter(words::contains).toList();
        if (alone.size() == 1 && !(words.contains("A") && words.size() > 3)) {
            return Optional.of(alone.get(0));
        }
        for (List<String> marks : MARKS) {
            List<String> found = LETTERS.stream()
                    .filter(letter -> words.contains(marks.get(0) + letter + marks.get(1)))
                    .toList();
            if (found.size() == 1) {
                return Optional.of(found.get(0));
            }
        }
        return Optional.empty();
    }
}
