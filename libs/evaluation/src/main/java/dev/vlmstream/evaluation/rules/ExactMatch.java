package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Line;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Equal but for case; spaces around and punctuation count. */
public final class ExactMatch {
    public static final ComputedRule RULE = Declaration.of(
                    "exact",
                    "the answer is the label or one of the benchmark's answers, ignoring case",
                    "Zhang et al. 2024")
            .alsoFor(Task.OPEN_WORLD, Task.CLOSED_WORLD)
            .lines("prediction, label", "exact", ExactMatch::line)
            .computed((answer, truth) -> Grade.of(matchesAny(answer.text(), truth.right())));

    /** GQA (D. Hudson, C. Manning, "GQA", CVPR 2019): the answer is the right one, after what is done with answers before. */
    public static final ComputedRule GQA = Declaration.of(
                    "gqa",
                    "the answer, in lower case and without final full stops, equals the label",
                    "LLaVA's conversion, GQA's eval.py")
            .computed((answer, truth) -> Grade.of(truth.right().contains(converted(answer.text()))));

    public static final ComputedRule EXACT_MATCH = Declaration.of(
                    "exact-match",
                    "the answer is the label, ignoring case and ASCII punctuation but not spaces",
                    "lmms-eval, exact_match with ignore_case and ignore_punctuation")
            .computed((answer, truth) -> {
                String text = plain(answer.text());
                return Grade.of(truth.right().stream().map(ExactMatch::plain).anyMatch(text::equals));
            });

    private ExactMatch() {}

    public static boolean matches(String prediction, String label) {
        return matchesAny(prediction, List.of(label));
    }

    /** Whether the prediction is one of the right answers. */
    public static boolean matchesAny(String prediction, Collection<String> right) {
        String text = PythonText.lower(prediction);
        return right.stream().anyMatch(one -> text.equals(PythonText.lower(one)));
    }

    static Map<String, Object> line(Line line) {
        return Map.of("exact", matches(line.text("prediction"), line.text("label")));
    }

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
        int most = PythonText.length(text);
        boolean longer = PythonText.length(lower) > most;
        String kept = longer ? lower.substring(0, lower.offsetByCodePoints(0, most)) : lower;
        return PythonText.PUNCTUATION.matcher(kept).replaceAll("");
    }
}
