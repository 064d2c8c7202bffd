package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.rules.TopK;
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

    private static List<ReportedRate> lines(RunResult run, JsonNode model) {
        List<ReportedRate> lines = new ArrayList<>();
        if (model.path("rules").isEmpty()) {
            lines.add(run.line(model, words(TopK.LIKELIHOOD_SUM.id()), TopK.LIKELIHOOD_SUM.id()));
        }
        model.path("rules")
                .properties()
                .forEach(rule -> lines.add(line(run, model, words(rule.getKey()), rule.getKey(), rule.getValue())));
        JsonNode calibration = model.path("calibration");
        if (calibration.isObject()) {
            String best = "likelihood, calibrated, best α = "
                    + calibration.path("bestAlpha").asText();
            lines.add(line(run, model, best, CALIBRATED, calibration.path("best")));
            lines.add(run.line(
                    model,
                    "likelihood, calibrated, cross-fitted",
                    CALIBRATED,
                    calibration.path("crossFitted"),
                    OptionalDouble.empty()));
        }
        return lines;
    }

    private static ReportedRate line(RunResult run, JsonNode model, String setting, String rule, JsonNode counts) {
        String name = model.path("model").asText();
        return run.line(model, setting, rule, counts, PublishedValues.value(run.dataset(), rule, name));
    }

    private static String words(String rule) {
        return rule.replaceFirst("^likelihood-", "likelihood, ").replaceFirst("-?top5$", ", top 5");
    }
}
