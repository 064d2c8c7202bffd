package dev.vlmstream.cli.report;

import dev.vlmstream.cli.report.results.ProbeResult;
import dev.vlmstream.cli.report.results.PublishedValues;
import dev.vlmstream.cli.report.results.Rate.PairedDifference;
import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.evaluation.rules.Inclusion;
import dev.vlmstream.evaluation.rules.TopK;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.ModelMetrics.LikelihoodCalibration;
import dev.vlmstream.rest.metrics.RuleMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Tables of rates, each over those of the given runs that belong in it. */
final class RateSections {
    private static final String CALIBRATED = "likelihood-calibrated";

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
                "Main results",
                "These numbers are over all classes of the dataset. In the closed world, the prompt lists all of them.",
                lines);
    }

    /** Closed world with K labels; dual encoders and classifiers rank the same K. */
    static Section labelSetSize(List<RunResult> runs) {
        List<ReportedRate> lines = new ArrayList<>();
        runs.stream()
                .filter(run -> run.hasLabels()
                        && run.task().equals("closed-world")
                        && run.variant().isEmpty())
                .sorted(Comparator.comparingInt(run -> run.details().labels()))
                .forEach(run -> run.models().forEach(model -> {
                    Integer labels = run.details().labels();
                    lines.add(run.line(model, model.task() + ", K = " + labels, model.task() + "-" + labels));
                }));
        return Section.of(
                "Label-set size",
                "The model chooses among K labels, including the right one, so guessing is right once in K.",
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
        return Section.of(
                "Synonyms",
                "First, only the label counts as right; then the label or any of its synonyms does.",
                lines);
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
        return Section.of(
                        "Every rule",
                        "Every rule of a task judges every prediction, so you can see how much a number depends on its"
                                + " rule.",
                        lines)
                .fold();
    }

    /** Class likelihood: by the sum, by the mean over tokens, calibrated. */
    static Section likelihood(List<RunResult> runs) {
        List<ReportedRate> lines = new ArrayList<>();
        runs.stream()
                .filter(run -> run.task().equals("class-likelihood"))
                .forEach(run -> run.models().forEach(model -> lines.addAll(likelihoods(run, model))));
        return Section.of(
                "Class likelihood",
                "The best α is chosen on the same items that it is judged on, which is what the study reports. The"
                        + " cross-fitted number is the honest one: for each tenth of the images, α is chosen on the other"
                        + " nine tenths.",
                lines);
    }

    private static List<ReportedRate> likelihoods(RunResult run, ModelMetrics model) {
        List<ReportedRate> lines = new ArrayList<>();
        if (model.rules().isEmpty()) {
            lines.add(run.line(model, words(TopK.LIKELIHOOD_SUM.id()), TopK.LIKELIHOOD_SUM.id()));
        }
        model.rules().forEach((rule, counts) -> lines.add(likelihood(run, model, words(rule), rule, counts)));
        LikelihoodCalibration calibration = model.calibration();
        if (calibration != null) {
            String best = "likelihood, calibrated, best α = " + calibration.bestAlpha();
            lines.add(likelihood(run, model, best, CALIBRATED, calibration.best()));
            lines.add(run.line(
                    model,
                    "likelihood, calibrated, cross-fitted",
                    CALIBRATED,
                    calibration.crossFitted(),
                    OptionalDouble.empty()));
        }
        return lines;
    }

    private static ReportedRate likelihood(
            RunResult run, ModelMetrics model, String setting, String rule, RuleMetrics counts) {
        return run.line(model, setting, rule, counts, run.published(rule, model.model()));
    }

    private static String words(String rule) {
        return rule.replaceFirst("^likelihood-", "likelihood, ").replaceFirst("-?top5$", ", top 5");
    }

    /**
     * Prompts, order of the labels, chain of thought, questions with the class's name or without their image: each beside the
     * base setting, paired item by item.
     */
    static Section variants(List<RunResult> runs, ScoringClient client) {
        List<ReportedRate> lines = new ArrayList<>();
        for (RunResult run : runs) {
            List<String> variant = run.variant();
            if (!variant.isEmpty()) {
                Optional<RunResult> base = runs.stream()
                        .filter(other ->
                                other.hasTheTaskOf(run) && other.variant().isEmpty())
                        .findFirst();
                run.models().forEach(model -> lines.add(paired(run, model, variant, base, client)));
            }
        }
        return Section.of(
                "Inference variants",
                "Each variant is compared with the run that has the study's base prompt, a random order and unchanged"
                        + " questions, on the items that both answered. p is McNemar's exact test (Student's paired t test"
                        + " for rules with part credit), not corrected for the number of rows.",
                lines);
    }

    private static ReportedRate paired(
            RunResult run, ModelMetrics model, List<String> variant, Optional<RunResult> base, ScoringClient client) {
        String labels = run.hasLabels() ? ", K = " + run.details().labels() : "";
        ReportedRate line = run.line(model, model.task() + labels + ": " + String.join(", ", variant), "–");
        return base.filter(other -> has(other, line.model()))
                .map(other -> line.withPaired(new PairedDifference(
                        other.run(), client.compare(run.run(), line.model(), line.model(), other.run()))))
                .orElse(line);
    }

    private static boolean has(RunResult run, String model) {
        return run.models().stream().anyMatch(other -> other.model().equals(model));
    }

    /** Probes: what a linear layer reads from a model's features. Their numbers are files, since no service trains them. */
    static Section probes(List<ProbeResult> probes) {
        return Section.of(
                "Probes",
                "Probes were trained on the features of other items than the n judged here. The study reports the"
                        + " epoch that is best on the judged items, which is too high. The honest number uses, for each"
                        + " half of the items, the epoch that is best on the other half.",
                probes.stream().map(probe -> probe.line(published(probe))).toList());
    }

    private static OptionalDouble published(ProbeResult probe) {
        if (probe.onOthers() || !probe.kind().equals("linear")) {
            return OptionalDouble.empty();
        }
        String setting = "probe-" + probe.features();
        return probe.run()
                .map(run -> run.published(setting, probe.model()))
                .orElseGet(() -> PublishedValues.value(probe.dataset(), setting, probe.model()));
    }
}
