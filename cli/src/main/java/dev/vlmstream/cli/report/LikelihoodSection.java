package dev.vlmstream.cli.report;

import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.evaluation.rules.TopK;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.ModelMetrics.LikelihoodCalibration;
import dev.vlmstream.rest.metrics.RuleMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Class likelihood: by the sum, by the mean over tokens, calibrated. */
final class LikelihoodSection {
    private static final String CALIBRATED = "likelihood-calibrated";

    private LikelihoodSection() {}

    static Section of(List<RunResult> runs) {
        List<ReportedRate> lines = new ArrayList<>();
        runs.stream()
                .filter(run -> run.task().equals("class-likelihood"))
                .forEach(run -> run.models().forEach(model -> lines.addAll(lines(run, model))));
        return Section.of(
                "Class likelihood",
                "The best α is chosen on the very items that it is judged on, which is what the study reports; cross-fitted, α"
                        + " is chosen for each tenth of the images on the other nine: the honest figure.",
                lines);
    }

    private static List<ReportedRate> lines(RunResult run, ModelMetrics model) {
        List<ReportedRate> lines = new ArrayList<>();
        if (model.rules().isEmpty()) {
            lines.add(run.line(model, words(TopK.LIKELIHOOD_SUM.id()), TopK.LIKELIHOOD_SUM.id()));
        }
        model.rules().forEach((rule, counts) -> lines.add(line(run, model, words(rule), rule, counts)));
        LikelihoodCalibration calibration = model.calibration();
        if (calibration != null) {
            String best = "likelihood, calibrated, best α = " + calibration.bestAlpha();
            lines.add(line(run, model, best, CALIBRATED, calibration.best()));
            lines.add(run.line(
                    model,
                    "likelihood, calibrated, cross-fitted",
                    CALIBRATED,
                    calibration.crossFitted(),
                    OptionalDouble.empty()));
        }
        return lines;
    }

    private static ReportedRate line(
            RunResult run, ModelMetrics model, String setting, String rule, RuleMetrics counts) {
        return run.line(model, setting, rule, counts, run.published(rule, model.model()));
    }

    private static String words(String rule) {
        return rule.replaceFirst("^likelihood-", "likelihood, ").replaceFirst("-?top5$", ", top 5");
    }
}
