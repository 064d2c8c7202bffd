package dev.vlmstream.evaluation.rules.benchmarks;

import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.rules.PythonText;
import java.util.regex.Pattern;

/** GQA (D. Hudson, C. Manning, "GQA", CVPR 2019): the answer is the right one, after what is done with answers before. */
public final class ExactAnswers {
    public static final ComputedRule GQA = Declaration.of(
                    "gqa",
                    "the answer, without full stops at its end and in lower case, is the label as it is",
                    "LLaVA's conversion, GQA's eval.py")
            .computed((answer, truth) -> Grade.of(truth.right().contains(converted(answer.text()))));

    public static final ComputedRule EXACT_MATCH = Declaration.of(
                    "exact-match",
                    "the answer is the label, but for case and ASCII punctuation; spaces count",
                    "lmms-eval, exact_match with ignore_case and ignore_punctuation")
            .computed((answer, truth) -> {
                String text = plain(answer.text());
                return Grade.of(truth.right().stream().map(ExactAnswers::plain).anyMatch(text::equals));
            });

    /** Python's {@code string.punctuation}. */
    private static final Pattern PUNCTUATION = Pattern.compile("[!-/:-@\\[-`{-~]");

    private ExactAnswers() {}

    /** An answer as LLaVA hands it in to GQA's evaluation. */
    public static String converted(String answer) {
        int end = answer.length();
        while (end > 0 && answer.charAt(end - 1) == '.') {
            end--;
        }
        return PythonText.lower(answer.substring(0, end));
    }

    /**
     * In lower case, without ASCII punctuation. NumPy, by which lmms-eval does it, keeps as many characters as there were: of the two
     * that the letter İ becomes, one too few at the end.
     */
    public static String plain(String text) {
        String lower = PythonText.lower(text);
        int most = text.codePointCount(0, text.length());
        boolean longer = lower.codePointCount(0, lower.length()) > most;
        String kept = longer ? lower.substring(0, lower.offsetByCodePoints(0, most)) : lower;
        return PUNCTUATION.matcher(kept).replaceAll("");
    }
}
