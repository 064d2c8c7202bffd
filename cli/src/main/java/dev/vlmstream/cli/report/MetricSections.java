package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.MetricsTable.MetricRow;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.cli.report.results.Rate.PairedDifference;
import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.evaluation.metrics.Metric;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.PairedMetrics;
import dev.vlmstream.rest.metrics.RunFrequency;
import dev.vlmstream.rest.metrics.RunFrequency.FrequencyMetrics;
import dev.vlmstream.rest.metrics.RunFrequency.FrequencyMetrics.BinMetrics;
import dev.vlmstream.rest.metrics.RunFrequency.FrequencyMetrics.CorrelationMetrics;
import dev.vlmstream.rest.metrics.VerdictMetrics;
import dev.vlmstream.rest.metrics.VerdictMetrics.Agreement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Tables of what is measured of models besides the rates of their rules. */
final class MetricSections {
    private MetricSections() {}

    /** Answers judged by models: how often right, how far the judge is, how it agrees with the primary rule, what it cost. */
    static Section judges(List<RunResult> runs) {
        TextTable table = new TextTable(
                "dataset",
                "model",
                "run",
                "rule",
                "judge",
                ">judged",
                ">n",
                ">accuracy",
                ">95 %",
                ">agrees with the primary rule",
                ">kappa",
                ">cost, USD");
        List<ReportedRate> lines = new ArrayList<>();
        for (RunResult run : runs) {
            for (ModelMetrics model : run.models()) {
                model.verdicts().forEach((rule, verdicts) -> {
                    ReportedRate line = line(run, model, rule, verdicts);
                    lines.add(line);
                    row(table, line, model, verdicts);
                });
            }
        }
        return new Section(
                "Judged answers",
                "These answers were judged by a sentence encoder (semantic, concept) or by a generative model"
                        + " (llm-judge); n counts the verdicts given. Agreement is with the primary rule, on the answers"
                        + " that both call right or wrong, with Wilson's interval and Cohen's kappa. Costs are shown for"
                        + " remote judges whose prices are known.",
                lines,
                table);
    }

    private static ReportedRate line(RunResult run, ModelMetrics model, String rule, VerdictMetrics verdicts) {
        return new ReportedRate(
                run.dataset(),
                run.run(),
                model.model(),
                "judged by " + Objects.toString(verdicts.judge(), "–"),
                rule,
                Rate.of(model.rules().get(rule)),
                verdicts.unparsed(),
                verdicts.failed() + verdicts.refused(),
                OptionalDouble.empty(),
                Optional.empty());
    }

    private static void row(TextTable table, ReportedRate line, ModelMetrics model, VerdictMetrics verdicts) {
        Agreement agreement = verdicts.agreement();
        table.row(
                line.dataset(),
                line.model(),
                line.run(),
                line.rule(),
                Objects.toString(verdicts.judge(), "–"),
                verdicts.judged() + " of " + verdicts.answers(),
                line.rate().n(),
                line.rate().accuracyText(),
                line.rate().intervalText(),
                agreement(agreement, model.primaryRule()),
                agreement.kappa() == null ? Rate.UNDEFINED : String.format(Locale.ROOT, "%.2f", agreement.kappa()),
                verdicts.cost() > 0 ? String.format(Locale.ROOT, "%.4f", verdicts.cost()) : "–");
    }

    private static String agreement(Agreement agreement, String primaryRule) {
        Rate rate = new Rate(agreement.n(), agreement.bothRight() + agreement.bothWrong());
        return rate.n() == 0
                ? Rate.UNDEFINED
                : rate.accuracyText() + " (" + rate.intervalText() + ") of " + rate.n() + ", " + primaryRule;
    }

    /** Accuracy against how often the names of the classes occur in texts, for runs whose manifest brings counts. */
    static Section frequency(List<RunResult> runs, Map<String, RunFrequency> frequencies) {
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
                "The correlation between a class's accuracy and how often its name occurs in a corpus; Spearman's with"
                        + " its 95 % interval. It is undefined if all counts or all accuracies are the same."
                        + " Accuracies are means over the classes.",
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
                ? coefficient(figure.value())
                : coefficient(figure.value()) + " (" + coefficient(figure.low()) + " to " + coefficient(figure.high())
                        + ")";
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

    /** Models of one run against each other, on the items that both answered. */
    static Section pairs(List<RunResult> runs) {
        TextTable table = new TextTable(
                "run", "pair", ">n", ">difference, points", ">only one right", ">p", ">p (Holm)", ">items needed");
        for (RunResult run : runs) {
            for (PairedMetrics pair : run.pairs()) {
                table.row(
                        run.run(),
                        pair.firstTitle() + " − " + pair.secondTitle(),
                        pair.n(),
                        new PairedDifference("", pair).differenceText(),
                        pair.onlyFirst() + " : " + pair.onlySecond(),
                        PairedDifference.p(pair.p()),
                        PairedDifference.p(pair.adjusted()),
                        pair.itemsNeeded() == null ? Rate.UNDEFINED : pair.itemsNeeded());
            }
        }
        return new Section(
                "Paired differences between models",
                "Each difference is the first model's accuracy minus the second's, on the items that both answered, with its"
                        + " 95 % interval: above 0, the first is right more often."
                        + " “Only one right” counts the items that only the first and that only the second model got"
                        + " right. p is McNemar's exact test (Student's paired t test for rules with part credit), without"
                        + " and with Holm's correction for the pairs of the run. “Items needed” is how many items it takes"
                        + " to detect this difference with a power of 0.8.",
                table);
    }

    /** What is measured of models besides their rules. */
    static Section every(List<RunResult> runs) {
        TextTable table = new TextTable("dataset", "model", "run", "metric", ">n", ">value", ">95 %", "what it is");
        // Each metric is explained once, where it is first met.
        Set<String> explained = new HashSet<>();
        for (RunResult run : runs) {
            for (ModelMetrics model : run.models()) {
                MetricRow.of(model, Metric.Subject.MODEL)
                        .forEach(metric -> table.row(
                                run.dataset(),
                                model.model(),
                                run.run(),
                                metric.title(),
                                metric.n(),
                                metric.value(),
                                metric.interval(),
                                explained.add(metric.help()) ? metric.help() : ""));
            }
        }
        return new Section("Every metric", "Everything else that is measured for a model, besides its rules.", table)
                .fold();
    }
}
