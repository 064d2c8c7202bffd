package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.rules.LabelInclusion;
import dev.vlmstream.evaluation.rules.SynonymInclusion;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The study's tables of rates, each over those of the given runs that belong in it. */
final class RateSections {
    private RateSections() {}

    /** All classes: without labels, with all of them, CLIP's zero shot, classifiers. */
    static Section main(List<RunResult> runs) {
        List<ReportedRate> lines = new ArrayList<>();
        for (RunResult run : runs) {
            boolean ranks = List.of("zero-shot", "supervised").contains(run.task());
            if ((run.isWorld() || ranks) && !run.hasLabels() && run.variant().isEmpty()) {
                run.models().forEach(model -> lines.add(run.line(model, task(model), task(model))));
            }
        }
        return Section.of(
                "Main results", "All classes of the data set; closed world: all of them are in the prompt.", lines);
    }

    /** Closed world with K labels; dual encoders and classifiers rank the same K. */
    static Section labelSetSize(List<RunResult> runs) {
        List<ReportedRate> lines = new ArrayList<>();
        runs.stream()
                .filter(run -> run.hasLabels()
                        && run.task().equals("closed-world")
                        && run.variant().isEmpty())
                .sorted(java.util.Comparator.comparingInt(
                        run -> run.details().path("labels").asInt()))
                .forEach(run -> run.models().forEach(model -> {
                    String labels = run.text("labels");
                    lines.add(run.line(model, task(model) + ", K = " + labels, task(model) + "-" + labels));
                }));
        return Section.of(
                "Label-set size",
                "K labels are offered, the right one among them; guessing is right in 1 of K.",
                lines);
    }

    static Section synonyms(List<RunResult> runs) {
        List<ReportedRate> lines = new ArrayList<>();
        for (RunResult run : runs) {
            for (JsonNode model : run.models()) {
                for (String rule : List.of(LabelInclusion.RULE.id(), SynonymInclusion.RULE.id())) {
                    JsonNode rules = model.path("rules");
                    if (rules.has(SynonymInclusion.RULE.id()) && rules.has(rule)) {
                        lines.add(run.line(model, task(model), rule, rules.path(rule), OptionalDouble.empty()));
                    }
                }
            }
        }
        return Section.of("Synonyms", "The label alone, and the label or any of its synonyms.", lines);
    }

    /** Every rule of every model: which number depends on the rule, and how much. */
    static Section everyRule(List<RunResult> runs) {
        List<ReportedRate> lines = new ArrayList<>();
        for (RunResult run : runs) {
            for (JsonNode model : run.models()) {
                model.path("rules")
                        .properties()
                        .forEach(rule -> lines.add(
                                run.line(model, task(model), rule.getKey(), rule.getValue(), OptionalDouble.empty())));
            }
        }
        return Section.of("Every rule", "All rules judge every prediction.", lines);
    }

    static String task(JsonNode model) {
        return model.path("task").asText();
    }
}
