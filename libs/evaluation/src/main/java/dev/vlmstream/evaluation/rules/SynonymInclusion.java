package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Line;
import dev.vlmstream.evaluation.judging.Need;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@link LabelInclusion} for the label or any of its synonyms; so "cock" is found in "peacock", as in the study. */
public final class SynonymInclusion {
    public static final Need SYNONYMS = Need.names("synonyms", "other names of the labels");

    public static final ComputedRule RULE = Declaration.of(
                    "synonyms",
                    "the answer contains the label or one of its other names, all in lower case",
                    "Zhang et al. 2024, arXiv 2405.18415")
            .lastFor(Task.OPEN_WORLD, Task.CLOSED_WORLD)
            .needs(SYNONYMS)
            .lines("prediction, label, synonyms", "included", SynonymInclusion::line)
            .computed((answer, truth) -> Grade.of(included(answer.text(), truth.label(), truth.names(SYNONYMS))));

    private SynonymInclusion() {}

    public static boolean included(String prediction, String label, Collection<String> synonyms) {
        String text = PythonText.lower(prediction);
        return Stream.concat(Stream.of(label), synonyms.stream())
                .anyMatch(name -> Occurrences.in(text, PythonText.lower(name)));
    }

    private static Map<String, Object> line(Line line) {
        LabelNames.Entry entry = new LabelNames.Entry(SYNONYMS.id(), line.text("label"), line.texts("synonyms"));
        return Map.of("included", included(line.text("prediction"), entry.label(), List.copyOf(entry.names())));
    }
}
