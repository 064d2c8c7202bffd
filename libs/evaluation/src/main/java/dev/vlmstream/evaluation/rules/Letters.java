package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Need;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Strict ways to read a letter from an answer: models that were asked for the letter alone give it alone. */
public final class Letters {
    public static final ComputedRule SEED_BENCH = Declaration.of(
                    "seed-bench",
                    "the first character of the answer is the right letter, ignoring case",
                    "lmms-eval, SEED-Bench")
            .computed((answer, truth) -> Grade.of(isFirst(answer.text(), truth.label())));

    public static final ComputedRule EQUAL = Declaration.of(
                    "equal", "the answer equals the label, character by character", "LLaVA, SEED-Bench")
            .computed((answer, truth) -> Grade.of(answer.text().equals(truth.label())));

    public static final ComputedRule SCIENCE_QA = Declaration.of(
                    "scienceqa",
                    "the answer is the right letter, begins with it, a full stop and a space, or says \"The answer is X.\" once; other forms are unparsed",
                    "LLaVA, eval_science_qa.py")
            .needs(Need.OPTIONS)
            .computed((answer, truth) ->
                    Grade.of(scienceQa(answer.text(), truth.options().size()), truth.label()));

    public static final ComputedRule SCIENCE_QA_LMMS = Declaration.of(
                    "scienceqa-lmms",
                    "the answer is the right letter, ignoring case, or begins with it and a full stop",
                    "lmms-eval, ScienceQA")
            .computed((answer, truth) -> Grade.of(scienceQaLmms(answer.text(), truth.label())));

    private static final List<String> LETTERS = List.of("A", "B", "C", "D", "E");
    private static final Pattern SAID = Pattern.compile("The answer is ([A-Z])[^\\n]");

    private Letters() {}

    /** Spaces around apart, the first character is the letter. */
    public static boolean isFirst(String answer, String letter) {
        String text = PythonText.strip(answer);
        String first = text.isEmpty() ? text : Character.toString(text.codePointAt(0));
        return lower(first).equals(lower(letter));
    }

    /**
     * The letter that LLaVA takes an answer for; empty where it has failed, or names a letter that is no option.
     *
     * @param options how many there are, at most 5
     */
    public static Optional<String> scienceQa(String answer, int options) {
        Optional<String> letter = LETTERS.contains(answer) ? Optional.of(answer) : begun(answer);
        return letter.or(() -> said(answer)).filter(LETTERS.subList(0, Math.min(options, LETTERS.size()))::contains);
    }

    private static Optional<String> begun(String answer) {
        return answer.startsWith(". ", 1) && LETTERS.contains(answer.substring(0, 1))
                ? Optional.of(answer.substring(0, 1))
                : Optional.empty();
    }

    private static Optional<String> said(String answer) {
        Matcher matcher = SAID.matcher(answer);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String letter = matcher.group(1);
        return matcher.find() ? Optional.empty() : Optional.of(letter);
    }

    /** Spaces around apart. */
    public static boolean scienceQaLmms(String answer, String label) {
        String text = PythonText.strip(answer);
        if (PythonText.lower(text).equals(lower(label))) {
            return true;
        }
        if (text.isEmpty()) {
            return false;
        }
        int first = text.codePointAt(0);
        return Character.isUpperCase(first)
                && text.startsWith(".", Character.charCount(first))
                && PythonText.lower(Character.toString(first)).equals(lower(label));
    }

    private static String lower(String text) {
        return PythonText.strip(PythonText.lower(text));
    }
}
