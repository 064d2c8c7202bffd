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
                    "the answer is the label, or one of the benchmark's answers, but for case",
                    "Zhang et al. 2024, arXiv 2405.18415")
            .alsoFor(Task.OPEN_WORLD, Task.CLOSED_WORLD)
            .lines("prediction, label", "exact", ExactMatch::line)
            .computed((answer, truth) -> Grade.of(matchesAny(answer.text(), truth.right())));

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
}
