package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.figures.Chart;
import dev.vlmstream.cli.report.figures.Chart.Value;
import dev.vlmstream.cli.report.figures.ModelMark;
import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.ModelMetrics.Reliability;
import dev.vlmstream.rest.metrics.ModelMetrics.Reliability.Bin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

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
                "An answer's confidence is the softmax of the model's scores over the classes offered; n counts the"
                        + " answers that have one. The expected calibration error is the mean difference between accuracy"
                        + " and confidence over 15 bins of equal width (Guo et al. 2017). Brier's score is 0 if every"
                        + " confidence is right, and 0.25 if each is 0.5. Answers in words have no confidence, so their"
                        + " models are not listed.",
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
        return new Rate(
                reliability.bins().stream().mapToLong(bin -> bin.answers().n()).sum(),
                reliability.bins().stream()
                        .mapToLong(bin -> bin.answers().correct())
                        .sum());
    }

    private static String meanConfidence(Reliability reliability) {
        double sum = 0;
        for (Reliability.Bin bin : reliability.bins()) {
            sum += bin.confidence() == null ? 0 : bin.answers().n() * bin.confidence();
        }
        long n = total(reliability).n();
        return n == 0 ? Rate.UNDEFINED : percent(sum / n);
    }

    /** Accuracy by confidence, in bins of as many answers each. */
    static Section bins(List<RunResult> runs, Function<String, ModelMark> marks) {
        TextTable table = new TextTable(
                "dataset", "model", "run", ">confidence, %", ">n", ">mean confidence", ">accuracy", ">95 %");
        List<ReportedRate> lines = new ArrayList<>();
        List<Chart> charts = new ArrayList<>();
        for (RunResult run : runs) {
            for (ModelMetrics model : run.models()) {
                List<Bin> bins = Optional.ofNullable(model.reliability())
                        .map(Reliability::equalMass)
                        .orElse(List.of());
                bins.forEach(bin -> {
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
                });
                if (!bins.isEmpty()) {
                    charts.add(chart(run, model, bins, marks));
                }
            }
        }
        return new Section(
                        "Reliability diagrams",
                        "The accuracy of answers by their confidence, in bins of about as many answers each, with 95 %"
                                + " intervals. A calibrated model lies on the dashed line; below it, it is too sure of"
                                + " itself.",
                        lines,
                        table)
                .drawn(charts);
    }

    private static Chart chart(RunResult run, ModelMetrics model, List<Bin> bins, Function<String, ModelMark> marks) {
        List<Value> values = bins.stream().map(ReliabilitySections::value).toList();
        List<Value> line = bins.stream()
                .filter(bin -> rate(bin).n() > 1)
                .map(ReliabilitySections::value)
                .toList();
        Chart.Drawing drawing = new Chart.Drawing(1, 1).diagonal();
        for (int i = 0; i <= 4; i++) {
            drawing.column(i / 4.0, 25 * i + " %");
        }
        String name = model.model() + " in " + run.run();
        return drawing.series(marks.apply(model.model()), values, line)
                .chart(name, counts(bins), "accuracy by confidence of " + name, "confidence");
    }

    private static Value value(Bin bin) {
        return new Value(
                bin.confidence(),
                rate(bin).accuracy(),
                rate(bin).interval().orElseThrow(),
                false,
                range(bin) + " %: " + rate(bin).accuracyText() + " of "
                        + rate(bin).n());
    }

    private static String counts(List<Bin> bins) {
        long least = bins.stream().mapToLong(bin -> rate(bin).n()).min().orElse(0);
        long most = bins.stream().mapToLong(bin -> rate(bin).n()).max().orElse(0);
        long all = bins.stream().mapToLong(bin -> rate(bin).n()).sum();
        return all
                + (all == 1 ? " answer" : " answers")
                + (bins.size() == 1
                        ? " in one bin."
                        : " in " + bins.size() + " bins of " + (least == most ? most : least + " to " + most) + ".");
    }

    private static ReportedRate line(RunResult run, ModelMetrics model, Bin bin) {
        return new ReportedRate(
                run.dataset(),
                run.run(),
                model.model(),
                model.task() + ", confidence " + range(bin) + " %",
                RunResult.primaryRule(model),
                rate(bin),
                OptionalDouble.empty());
    }

    private static Rate rate(Bin bin) {
        return Rate.of(bin.answers());
    }

    private static String range(Bin bin) {
        return String.format(Locale.ROOT, "%.1f–%.1f", 100 * bin.from(), 100 * bin.to());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
