package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Relaxed accuracy (A. Masry et al., "ChartQA", Findings of ACL 2022, section 5.1, after N. Methani et al., "PlotQA",
 * WACV 2020): numbers may be 5 % off, since they are read from a chart; other answers match exactly but for case. As
 * Qwen-VL and lmms-eval compute it ({@code relaxed_correctness}). It takes years for numbers too, so that 1990 is right
 * for 2000.
 */
public final class RelaxedAccuracy {
    public static final ComputedRule RULE = Declaration.of(
                    "relaxed",
                    "the answer is one of the right answers, ignoring case; numbers may differ by 5 %",
                    "Masry et al. 2022 (ChartQA); lmms-eval")
            .lines(
                    "prediction, label",
                    "relaxed",
                    line -> Map.of("relaxed", matches(line.text("prediction"), line.text("label"))))
            .computed((answer, truth) -> Grade.of(matchesAny(answer.text(), truth.right())));

    private static final double TOLERANCE = 0.05;

    private RelaxedAccuracy() {}

    /**
     * Whether the prediction is right. A % sign at the end divides by 100: "50%" is 0.5. A label of 0 allows no
     * deviation, so it is compared as text.
     */
    public static boolean matches(String prediction, String label) {
        return matchesAny(prediction, List.of(label));
    }

    /** Whether the prediction is right by one of the right answers at least. */
    public static boolean matchesAny(String prediction, Collection<String> right) {
        OptionalDouble predicted = number(prediction);
        String lower = PythonText.lower(prediction);
        return right.stream().anyMatch(one -> matches(predicted, lower, one));
    }

    private static boolean matches(OptionalDouble predicted, String lower, String label) {
        OptionalDouble right = number(label);
        if (predicted.isPresent() && right.isPresent() && right.getAsDouble() != 0) {
            double off = Math.abs(predicted.getAsDouble() - right.getAsDouble());
            return off / Math.abs(right.getAsDouble()) <= TOLERANCE;
        }
        return lower.equals(PythonText.lower(label));
    }

    private static OptionalDouble number(String text) {
        if (!text.endsWith("%")) {
            return PythonText.number(text);
        }
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '%') {
            end--;
        }
        OptionalDouble percent = PythonText.number(text.substring(0, end));
        return percent.isPresent() ? OptionalDouble.of(percent.getAsDouble() / 100) : percent;
    }
}
