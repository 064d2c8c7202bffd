package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.output.MetricsTable;
import dev.vlmstream.cli.output.TextTable;
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
            for (JsonNode model : run.models()) {
                model.path("verdicts").properties().forEach(rule -> {
                    ReportedRate line = line(run, model, rule.getKey(), rule.getValue());
                    lines.add(line);
                    row(table, line, model, rule.getValue());
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

    private static ReportedRate line(RunResult run, JsonNode model, String rule, JsonNode verdicts) {
        return new ReportedRate(
                run.dataset(),
                run.run(),
                model.path("model").asText(),
                "judged by " + judge(verdicts),
                rule,
                Rate.of(model.path("rules").path(rule)),
                verdicts.path("unparsed").asLong(),
                verdicts.path("failed").asLong() + verdicts.path("refused").asLong(),
                OptionalDouble.empty(),
                Optional.empty());
    }

    private static void row(TextTable table, ReportedRate line, JsonNode model, JsonNode verdicts) {
        JsonNode agreement = verdicts.path("agreement");
        JsonNode cost = verdicts.path("cost");
        table.row(
                line.dataset(),
                line.model(),
                line.run(),
                line.rule(),
                judge(verdicts),
                MetricsTable.verdicts(verdicts) + " of "
                        + verdicts.path("answers").asLong(),
                line.rate().n(),
                line.rate().accuracyText(),
                line.rate().intervalText(),
                agreement(agreement, model.path("primaryRule").asText()),
                agreement.path("kappa").isNumber()
                        ? String.format(
                                Locale.ROOT, "%.2f", agreement.path("kappa").asDouble())
                        : Rate.UNDEFINED,
                cost.asDouble() > 0 ? String.format(Locale.ROOT, "%.4f", cost.asDouble()) : "–");
    }

    private static String agreement(JsonNode agreement, String primaryRule) {
        Rate rate = new Rate(
                agreement.path("n").asLong(),
                agreement.path("bothRight").asLong()
                        + agreement.path("bothWrong").asLong());
        return rate.n() == 0
                ? Rate.UNDEFINED
                : rate.accuracyText() + " (" + rate.intervalText() + ") of " + rate.n() + ", " + primaryRule;
    }

    private static String judge(JsonNode verdicts) {
        return verdicts.path("judge").asText("–");
    }
}
