package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.ModelMetrics.Reliability;
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
        for (RunResult run : runs) {
            for (ModelMetrics model : run.models()) {
                if (model.reliability() != null) {
                    row(table, run, model, model.reliability());
                }
            }
        }
        return new Section(
                "Calibration of probabilities",
                "n answers have a probability: the softmax of the model's scores over the classes offered. The expected"
                        + " calibration error is the mean gap between accuracy and confidence over 15 bins of equal width (Guo"
                        + " et al. 2017), Brier's score that of the answers given: 0 is perfect, always 0.5 gives 0.25."
                        + " Answers in words have no probability, and no row.",
                List.of(),
                table);
    }

    private static void row(TextTable table, RunResult run, ModelMetrics model, Reliability reliability) {
        Rate rate = total(reliability);
        table.row(
                run.dataset(),
                model.model(),
                model.task(),
                run.run(),
                rate.n(),
                rate.accuracyText(),
                meanConfidence(reliability),
                String.format(Locale.ROOT, "%.1f", 100 * reliability.expectedCalibrationError()),
                String.format(Locale.ROOT, "%.3f", reliability.brier()));
    }

    private static Rate total(Reliability reliability) {
        long n = 0;
        long correct = 0;
        for (Reliability.Bin bin : reliability.bins()) {
            n += bin.answers().n();
            correct += bin.answers().correct();
        }
        return new Rate(n, correct);
    }

    private static String meanConfidence(Reliability reliability) {
        double sum = 0;
        for (Reliability.Bin bin : reliability.bins()) {
            sum += bin.confidence() == null ? 0 : bin.answers().n() * bin.confidence();
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
            for (ModelMetrics model : run.models()) {
                for (Reliability.Bin bin : bins(model)) {
                    if (bin.answers().n() > 0) {
                        ReportedRate line = line(run, model, bin);
                        lines.add(line);
                        table.row(
                                line.dataset(),
                                line.model(),
                                line.run(),
                                range(bin),
                                line.rate().n(),
                                percent(bin.confidence()),
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
                        table)
                .fold();
    }

    private static List<Reliability.Bin> bins(ModelMetrics model) {
        return model.reliability() == null ? List.of() : model.reliability().bins();
    }

    private static ReportedRate line(RunResult run, ModelMetrics model, Reliability.Bin bin) {
        return new ReportedRate(
                run.dataset(),
                run.run(),
                model.model(),
                model.task() + ", confidence " + range(bin) + " %",
                RunResult.primaryRule(model),
                Rate.of(bin.answers()),
                0,
                0,
                OptionalDouble.empty(),
                Optional.empty());
    }

    private static String range(Reliability.Bin bin) {
        return String.format(Locale.ROOT, "%.1f–%.1f", 100 * bin.from(), 100 * bin.to());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
