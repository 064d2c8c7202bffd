package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.MultipleChoice;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Need;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How VLMEvalKit reads a letter from the answer to a multiple-choice question, MMBench's and all others ({@code can_infer} of
 * its {@code matching_util.py}), as it does without a judge. A letter that stands as a word, marks of punctuation being spaces,
 * counts if it is the only one of the options', and among the last five words or so; else one that the words "answer is" name;
 * else the option whose text, as the only one's, is in an answer that is not much longer than the options.
 */
public final class VlmEvalKitChoice {
    public static final ComputedRule RULE = Declaration.of(
                    "vlmevalkit-mcq",
                    "the answer contains one letter or one option's text, and it is the right one; with none or several it is unparsed",
                    "VLMEvalKit, can_infer without a judge")
            .needs(Need.OPTIONS)
            .computed((answer, truth) -> Grade.of(parse(answer.text(), truth.options()), truth.label()));

    /** What VLMEvalKit takes for an answer that declines: neither it nor a letter Z is any option. */
    private static final String DECLINED = "Z";

    private static final String FAILURE = "Failed to obtain answer via API";
    private static final List<String> REFUSALS = List.of(
            "Sorry, I can't help with images of people yet.",
            "I can't process this file.",
            "I'm sorry, but without the image provided",
            "Cannot determine the answer");
    private static final String MARKS = ".()[],:;!*#{}";
    private static final int LAST_WORDS = 5;
    private static final Pattern SAID = Pattern.compile(
            "answer" + PythonText.SPACE + "++is" + PythonText.SPACE + "++\\**+([ABCD])",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private VlmEvalKitChoice() {}

    /**
     * The letter that an answer is taken for.
     *
     * @param options the options' texts; the first is A. At most 26.
     * @return empty where there is none, or the answer declines
     */
    public static Optional<String> parse(String answer, List<String> options) {
        if (answer.contains(FAILURE)) {
            return ofText(answer, options);
        }
        if (REFUSALS.stream().anyMatch(answer::contains)) {
            return Optional.empty();
        }
        List<String> words = words(answer);
        List<String> named = letters(options).filter(words::contains).toList();
        if (named.size() == 1 && words.indexOf(named.get(0)) > words.size() - LAST_WORDS) {
            return Optional.of(named.get(0));
        }
        if (named.isEmpty() && words.contains(DECLINED)) {
            return Optional.empty();
        }
        Optional<String> said = said(answer, options.size());
        return said.isPresent() ? said : ofText(answer, options);
    }

    private static Stream<String> letters(List<String> options) {
        return IntStream.range(0, options.size()).mapToObj(index -> String.valueOf(MultipleChoice.letter(index)));
    }

    private static List<String> words(String answer) {
        StringBuilder plain = new StringBuilder(answer);
        for (int i = 0; i < plain.length(); i++) {
            if (MARKS.indexOf(plain.charAt(i)) >= 0) {
                plain.setCharAt(i, ' ');
            }
        }
        return PythonText.split(plain.toString());
    }

    private static Optional<String> said(String answer, int options) {
        Matcher matcher = SAID.matcher(answer);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String letter = matcher.group(1).toUpperCase(Locale.ROOT);
        return letter.charAt(0) - 'A' < options ? Optional.of(letter) : Optional.empty();
    }

    /** An answer of more than twice the options' length together is none of them. */
    private static Optional<String> ofText(String answer, List<String> options) {
        String text = PythonText.lower(answer);
        long room = 2L * options.stream().mapToLong(PythonText::length).sum();
        return PythonText.length(text) > room ? Optional.empty() : OptionLetter.ofText(text, options);
    }
}
