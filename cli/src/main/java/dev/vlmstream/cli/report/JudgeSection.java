package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.VerdictMetrics;
import dev.vlmstream.rest.metrics.VerdictMetrics.Agreement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Answers judged by models: how often right, how far the judge is, how it agrees with the primary rule, what it cost. */
final class JudgeSection {
    private JudgeSection() {}

    static Section of(List<RunResult> runs) {
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
                "Right or wrong by a sentence encoder (semantic, concept) or by a model that writes (llm-judge); n counts the"
                        + " verdicts given. Agreement: on the answers about which both the judge and the primary rule say"
                        + " right or wrong, with Wilson's interval and Cohen's kappa. Costs are those of remote"
                        + " judges whose prices are known.",
                lines,
                table);
    }

    private static ReportedRate line(RunResult run, ModelMetrics model, String rule, VerdictMetrics verdicts) {
        return new ReportedRate(
                run.dataset(),
                run.run(),
                model.model(),
                "judged by " + judge(verdicts),
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
                judge(verdicts),
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

    private static String judge(VerdictMetrics verdicts) {
        return verdicts.judge() == null ? "–" : verdicts.judge();
    }
}
