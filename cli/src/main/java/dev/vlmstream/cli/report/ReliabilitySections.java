package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.output.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Calibration of models' probabilities: accuracy beside confidence. */
final class ReliabilitySections {
    private ReliabilitySections() {}

    /** Every model of the runs in which some answer has a probability. */
    static Section scores(List<RunResult> runs) {
        TextTable table = new TextTable(
                "dataset",
                "model",
                "setting",
                "run",
                ">n",
                ">accuracy",
                ">mean confidence",
                ">expected calibration error, points",
                ">Brier");
        runs.stream()
                .filter(ReliabilitySections::hasProbabilities)
                .forEach(run -> run.models().forEach(model -> row(table, run, model, model.path("reliability"))));
        return new Section(
                "Calibration of probabilities",
                "n answers have a probability: the softmax of the model's scores over the classes offered. The expected"
                        + " calibration error is the mean gap between accuracy and confidence over 15 bins of equal width (Guo"
                        + " et al. 2017), Brier's score that of the answers given: 0 is perfect, always 0.5 gives 0.25."
                        + " Undefined: answers in words have no probability.",
                List.of(),
                table);
    }

    private static boolean hasProbabilities(RunResult run) {
        return run.models().stream().anyMatch(model -> model.path("reliability").isObject());
    }

    private static void row(TextTable table, RunResult run, JsonNode model, JsonNode reliability) {
        Rate rate = total(reliability);
        table.row(
                run.dataset(),
                model.path("model").asText(),
                RateSections.task(model),
                run.run(),
                rate.n(),
                rate.accuracyText(),
                meanConfidence(reliability),
                figure("%.1f", 100, reliability.path("expectedCalibrationError")),
                figure("%.3f", 1, reliability.path("brier")));
    }

    private static Rate total(JsonNode reliability) {
        long n = 0;
        long correct = 0;
        for (JsonNode bin : reliability.path("bins")) {
            n += bin.path("answers").path("n").asLong();
            correct += bin.path("answers").path("correct").asLong();
        }
        return new Rate(n, correct);
    }

    private static String meanConfidence(JsonNode reliability) {
        double sum = 0;
        for (JsonNode bin : reliability.path("bins")) {
            sum += bin.path("answers").path("n").asLong()
                    * bin.path("confidence").asDouble();
        }
        long n = total(reliability).n();
        return n == 0 ? Rate.UNDEFINED : percent(sum / n);
    }

    /** The reliability diagram as numbers; bins without answers are left out. */
    static Section bins(List<RunResult> runs) {
        TextTable table = new TextTable(
                "dataset", "model", "run", ">confidence, %", ">n", ">mean confidence", ">accuracy", ">95 %");
        List<ReportedRate> lines = new ArrayList<>();
        for (RunResult run : runs) {
            for (JsonNode model : run.models()) {
                for (JsonNode bin : model.path("reliability").path("bins")) {
                    if (bin.path("answers").path("n").asLong() > 0) {
                        ReportedRate line = line(run, model, bin);
                        lines.add(line);
                        table.row(
                                line.dataset(),
                                line.model(),
                                line.run(),
                                range(bin),
                                line.rate().n(),
                                percent(bin.path("confidence").asDouble()),
                                line.rate().accuracyText(),
                                line.rate().intervalText());
                    }
                }
            }
        }
        return new Section(
                "Reliability",
                "Accuracy of the answers by their confidence: of a calibrated model both are the same in each row.",
                lines,
                table);
    }

    private static ReportedRate line(RunResult run, JsonNode model, JsonNode bin) {
        return new ReportedRate(
                run.dataset(),
                run.run(),
                model.path("model").asText(),
                RateSections.task(model) + ", confidence " + range(bin) + " %",
                model.path("primaryRule").asText("–"),
                Rate.of(bin.path("answers")),
                0,
                0,
                OptionalDouble.empty(),
                Optional.empty());
    }

    private static String range(JsonNode bin) {
        return String.format(
                Locale.ROOT,
                "%.1f–%.1f",
                100 * bin.path("from").asDouble(),
                100 * bin.path("to").asDouble());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String figure(String format, double scale, JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, format, scale * value.asDouble()) : Rate.UNDEFINED;
    }
}
