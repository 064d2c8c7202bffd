package dev.vlmstream.cli.report;

import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.evaluation.rules.Inclusion;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RuleMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
                run.models().forEach(model -> lines.add(run.line(model, model.task(), model.task())));
            }
        }
        return Section.of(
                "Main results", "All classes of the dataset; closed world: all of them are in the prompt.", lines);
    }

    /** Closed world with K labels; dual encoders and classifiers rank the same K. */
    static Section labelSetSize(List<RunResult> runs) {
        List<ReportedRate> lines = new ArrayList<>();
        runs.stream()
                .filter(run -> run.hasLabels()
                        && run.task().equals("closed-world")
                        && run.variant().isEmpty())
                .sorted(java.util.Comparator.comparingInt(run -> run.details().labels()))
                .forEach(run -> run.models().forEach(model -> {
                    Integer labels = run.details().labels();
                    lines.add(run.line(model, model.task() + ", K = " + labels, model.task() + "-" + labels));
                }));
        return Section.of(
                "Label-set size",
                "K labels are offered, the right one among them; guessing is right in 1 of K.",
                lines);
    }

    static Section synonyms(List<RunResult> runs) {
        List<ReportedRate> lines = new ArrayList<>();
        for (RunResult run : runs) {
            for (ModelMetrics model : run.models()) {
                for (String rule : List.of(Inclusion.LABEL.id(), Inclusion.WITH_SYNONYMS.id())) {
                    Map<String, RuleMetrics> rules = model.rules();
                    if (rules.containsKey(Inclusion.WITH_SYNONYMS.id()) && rules.containsKey(rule)) {
                        lines.add(run.line(model, model.task(), rule, rules.get(rule), OptionalDouble.empty()));
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
            for (ModelMetrics model : run.models()) {
                model.rules()
                        .forEach((rule, counts) ->
                                lines.add(run.line(model, model.task(), rule, counts, OptionalDouble.empty())));
            }
        }
        return Section.of("Every rule", "All rules judge every prediction.", lines);
    }
}
