package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Line;
import java.util.LinkedHashMap;
import java.util.Map;

/** The study's rule: {@code label.lower() in prediction.lower()}. It finds "ant" in "giant panda". */
public final class LabelInclusion {
    public static final ComputedRule RULE = Declaration.of(
                    "label-inclusion",
                    "the answer contains the label, both in lower case; \"ant\" is in \"giant panda\"",
                    "Zhang et al. 2024, arXiv 2405.18415")
            .primaryFor(Task.OPEN_WORLD, Task.CLOSED_WORLD)
            .lines("prediction, label", "included, exact", LabelInclusion::line)
            .computed((answer, truth) -> Grade.of(included(answer.text(), truth.label())));

    private LabelInclusion() {}

    public static boolean included(String prediction, String label) {
        return Occurrences.in(PythonText.lower(prediction), PythonText.lower(label));
    }

    private static Map<String, Object> line(Line line) {
        Map<String, Object> computed = new LinkedHashMap<>();
        computed.put("included", included(line.text("prediction"), line.text("label")));
        computed.putAll(ExactMatch.line(line));
        return computed;
    }
}
