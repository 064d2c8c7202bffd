package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.rest.metrics.RunFrequency;
import dev.vlmstream.rest.metrics.RunFrequency.FrequencyMetrics;
import dev.vlmstream.rest.metrics.RunFrequency.FrequencyMetrics.BinMetrics;
import dev.vlmstream.rest.metrics.RunFrequency.FrequencyMetrics.CorrelationMetrics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Accuracy against how often the names of the classes occur in texts, for runs whose manifest brings counts. */
final class FrequencySection {
    private FrequencySection() {}

    static Section of(List<RunResult> runs, Map<String, RunFrequency> frequencies) {
        TextTable table = new TextTable(
                "dataset",
                "model",
                "run",
                ">classes",
                ">Spearman",
                ">study",
                ">Pearson",
                ">study",
                ">accuracy, classes named 0–9 times",
                ">100 times or more");
        for (RunResult run : runs) {
            for (FrequencyMetrics model : frequencies.get(run.run()).models()) {
                table.row(
                        run.dataset(),
                        model.model(),
                        run.run(),
                        model.classes(),
                        correlation(model.spearman()),
                        study(run, model, "spearman"),
                        correlation(model.pearson()),
                        study(run, model, "pearson"),
                        accuracy(model.bins(), 0, 10),
                        accuracy(model.bins(), 100, Long.MAX_VALUE));
            }
        }
        return new Section(
                "Class frequency",
                "Correlation of a class's accuracy with how often its name occurs in texts; intervals by resampling classes."
                        + " Undefined where all counts or all accuracies are the same. Accuracy: the mean over the classes.",
                List.of(),
                table);
    }

    private static String study(RunResult run, FrequencyMetrics model, String figure) {
        if (!run.task().equals("open-world")) {
            return "–";
        }
        OptionalDouble value = run.published(figure, model.model());
        return value.isEmpty() ? "–" : coefficient(value.getAsDouble());
    }

    /** As the study prints it, with a minus sign. */
    private static String coefficient(double value) {
        return String.format(Locale.ROOT, "%.2f", value).replace('-', '−');
    }

    private static String correlation(CorrelationMetrics figure) {
        if (figure.value() == null) {
            return Rate.UNDEFINED;
        }
        return figure.low() == null
                ? String.format(Locale.ROOT, "%.2f", figure.value())
                : String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", figure.value(), figure.low(), figure.high());
    }

    /** The mean over all classes of several bins. */
    private static String accuracy(List<BinMetrics> bins, long from, long below) {
        double sum = 0;
        long classes = 0;
        for (BinMetrics bin : bins) {
            if (bin.from() >= from && bin.from() < below && bin.accuracy() != null) {
                sum += bin.accuracy() * bin.classes();
                classes += bin.classes();
            }
        }
        return classes == 0
                ? Rate.UNDEFINED
                : String.format(Locale.ROOT, "%.1f %% of %d", 100 * sum / classes, classes);
    }
}
