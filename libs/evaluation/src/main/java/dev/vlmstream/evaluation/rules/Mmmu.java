package dev.vlmstream.evaluation.rules;

import static dev.vlmstream.evaluation.rules.PythonText.DIGIT;
import static dev.vlmstream.evaluation.rules.PythonText.WORD;

import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Need;
import dev.vlmstream.evaluation.judging.Truth;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * MMMU (X. Yue et al., "MMMU", CVPR 2024) as its own {@code eval_utils.py} judges it: a question with options by the letter that
 * {@link OptionLetter} reads, one without by {@link OpenAnswer}. Where no letter can be read the original draws one, from one
 * generator for all answers, so that the number depends on their order; here it is unparsed, and {@code mmmu-guess} takes a letter
 * that was drawn from the run's seed and the item.
 */
public final class Mmmu {
    public static final ComputedRule MMMU = Declaration.of(
                    "mmmu",
                    "the answer chooses the right letter or, if there are no options, contains the right number or text; an answer without a letter is unparsed",
                    "MMMU, eval_utils.py")
            .computed((answer, truth) ->
                    truth.options().isEmpty() ? open(answer.text(), truth) : OptionLetter.grade(answer.text(), truth));

    public static final ComputedRule MMMU_GUESS = Declaration.of(
                    "mmmu-guess",
                    "like mmmu, with a letter drawn beforehand if the answer names none",
                    "MMMU, eval_utils.py")
            .needs(Need.GUESS)
            .computed((answer, truth) -> truth.options().isEmpty()
                    ? open(answer.text(), truth)
                    : OptionLetter.guessed(answer.text(), truth));

    private Mmmu() {}

    private static Grade open(String answer, Truth truth) {
        List<String> right = truth.answers().isEmpty() ? List.of(truth.label()) : truth.answers();
        return Grade.of(OpenAnswer.isRight(answer, right));
    }

    /**
     * MMMU's judgement of answers to questions without options ({@code parse_open_response} and {@code eval_open}). Of each line of the
     * answer what stands behind words such as "is" or "so" is looked at, or else all of it, and the numbers in that: one of these is a
     * right number to two places, or a right text is within one of them.
     */
    private static final class OpenAnswer {
        private static final List<String> KEYS =
                List.of("could be ", "so ", "is ", "thus ", "therefore ", "final ", "answer ", "result ");
        private static final Set<String> TRIVIAL = Set.of(":", ",", ".", "!", "?", ";", "'");

        // MMMU's three expressions, so written that no digit is looked at twice: beginnings within a run of digits
        // cannot match where the run's own does not, and what a greedy part gives back is refused by what follows.
        private static final Pattern WITH_COMMAS =
                Pattern.compile("-?(?<!" + WORD + ")" + DIGIT + "{1,3}(?:," + DIGIT + "{3}(?!" + WORD + "))++");
        private static final Pattern SCIENTIFIC =
                Pattern.compile("-?(?<!" + DIGIT + ")" + DIGIT + "++(?:\\." + DIGIT + "++)?+[eE][+-]?" + DIGIT + "++");
        private static final String NOT_SIMPLE = "(?![eE][+-]?" + DIGIT + ")(?![," + DIGIT + "])";
        private static final Pattern SIMPLE =
                Pattern.compile("-?(?:(?<!" + DIGIT + ")" + DIGIT + "++\\." + DIGIT + "++" + NOT_SIMPLE
                        + "|\\." + DIGIT + "++" + NOT_SIMPLE
                        + "|(?<!" + DIGIT + ")" + DIGIT + "++(?!" + WORD + ")" + NOT_SIMPLE + ")");

        private OpenAnswer() {}

        /** @param right all that counts as right */
        static boolean isRight(String answer, List<String> right) {
            Set<Double> numbers = new LinkedHashSet<>();
            List<String> texts = new ArrayList<>();
            right.forEach(one -> normalize(one, numbers, texts));
            Set<Double> foundNumbers = new LinkedHashSet<>();
            List<String> foundTexts = new ArrayList<>();
            for (String key : keys(answer)) {
                normalize(key, foundNumbers, foundTexts);
                numbers(key).forEach(number -> normalize(number, foundNumbers, foundTexts));
            }
            return foundNumbers.stream().anyMatch(numbers::contains)
                    || texts.stream()
                            .anyMatch(text -> foundTexts.stream().anyMatch(found -> Occurrences.in(found, text)));
        }

        /** A number to two places, or a text in lower case; one of a single character only with a space beside it. */
        private static void normalize(String text, Set<Double> numbers, List<String> texts) {
            String bare = PythonText.strip(text);
            OptionalDouble number = PythonText.number(bare.replace(",", ""));
            if (number.isPresent()) {
                // Nothing equals what is no number.
                if (!Double.isNaN(number.getAsDouble())) {
                    numbers.add(rounded(number.getAsDouble()));
                }
                return;
            }
            String lower = PythonText.lower(bare);
            if (PythonText.length(lower) == 1) {
                texts.add(" " + lower);
                texts.add(lower + " ");
            } else {
                texts.add(lower);
            }
        }

        /** As Python rounds: by the exact value, ties to even; there is one zero. */
        private static double rounded(double number) {
            return Double.isInfinite(number)
                    ? number
                    : new BigDecimal(number).setScale(2, RoundingMode.HALF_EVEN).doubleValue() + 0.0;
        }

        private static List<String> keys(String answer) {
            String text = PythonText.lower(PythonText.strip(PythonText.strip(answer), '.'));
            List<String> keys = new ArrayList<>();
            String[] lines = text.split("\n", -1);
            for (int i = 0; i < lines.length; i++) {
                String shortest = shortest(lines[i], i == lines.length - 1);
                if (!shortest.isEmpty() && !TRIVIAL.contains(shortest)) {
                    keys.add(shortest);
                }
            }
            return keys.isEmpty() ? List.of(text) : keys;
        }

        /** The shortest of what stands behind the last of each key's occurrences; empty: there is none. */
        private static String shortest(String line, boolean last) {
            String shortest = "";
            for (String key : KEYS) {
                shortest = shorter(shortest, line, key);
            }
            return last ? shorter(shortest, line, "=") : shortest;
        }

        private static String shorter(String known, String line, String key) {
            int at = line.lastIndexOf(key);
            if (at < 0) {
                return known;
            }
            String tail = PythonText.strip(line.substring(at + key.length()));
            return known.isEmpty() || PythonText.length(tail) < PythonText.length(known) ? tail : known;
        }

        private static List<String> numbers(String text) {
            List<String> numbers = new ArrayList<>();
            for (Pattern pattern : List.of(WITH_COMMAS, SCIENTIFIC, SIMPLE)) {
                pattern.matcher(text).results().map(MatchResult::group).forEach(numbers::add);
            }
            return numbers;
        }
    }
}
