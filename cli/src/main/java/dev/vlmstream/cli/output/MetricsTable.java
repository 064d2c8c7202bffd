package dev.vlmstream.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run's metrics, as the scoring service gives them, as rows of a table. */
public final class MetricsTable {
    private MetricsTable() {}

    /** One row a model under its primary rule: what the demo and {@code push --wait} end with. */
    public static TextTable summary(List<JsonNode> runs) {
        TextTable table = new TextTable(
                "run",
                "model",
                "task",
                "rule",
                ">n",
                ">accuracy",
                ">± points",
                ">95 % interval",
                ">failed",
                ">unparsed");
        for (JsonNode run : runs) {
            for (JsonNode model : run.path("models")) {
                String rule = model.path("primaryRule").asText("");
                JsonNode counts = model.path("rules").path(rule);
                table.row(
                        run.path("run").asText(),
                        model.path("model").asText(),
                        model.path("task").asText(run.path("task").asText()),
                        rule.isEmpty() || rule.equals("null") ? "–" : rule,
                        counts.path("n").asLong(),
                        percent(counts.path("accuracy")),
                        halfWidth(counts),
                        interval(counts),
                        model.path("failed").asLong(),
                        model.path("unparsed").asLong());
            }
        }
        return table;
    }

    /** A line for each run of which something failed: the command that shows why. */
    public static List<String> failures(List<JsonNode> runs) {
        List<String> lines = new ArrayList<>();
        for (JsonNode run : runs) {
            long failed = 0;
            for (JsonNode model : run.path("models")) {
                failed += model.path("failed").asLong();
            }
            if (failed > 0) {
                lines.add(failed + " failed: `vlmstream dead-letters "
                        + run.path("run").asText() + "` says why");
            }
        }
        return lines;
    }

    /** One row for each model and rule, and what else is measured under a rule. */
    public static TextTable rules(JsonNode run) {
        return rows(run, false);
    }

    /** The same, and below the rules of a model a row for each of its other metrics. */
    public static TextTable every(JsonNode run) {
        return rows(run, true);
    }

    private static TextTable rows(JsonNode run, boolean every) {
        TextTable table = new TextTable(
                "model",
                "task",
                "rule",
                ">n",
                ">correct",
                ">accuracy",
                ">low",
                ">high",
                ">failed",
                ">unparsed",
                ">refused");
        for (JsonNode model : run.path("models")) {
            List<MetricRow> rules = MetricRow.of(model, Metric.Subject.RULE);
            if (rules.isEmpty()) {
                row(table, run, model, "–", "–", "–", "–", "–", "–");
            }
            rules.forEach(metric -> row(table, run, model, metric));
            if (every) {
                MetricRow.of(model, Metric.Subject.MODEL).forEach(metric -> row(table, run, model, metric));
            }
        }
        return table;
    }

    /** One row for each metric of a model that is not one of its rules'. */
    public static TextTable models(JsonNode run) {
        TextTable table = new TextTable("model", "metric", ">n", ">value", ">low", ">high");
        for (JsonNode model : run.path("models")) {
            MetricRow.of(model, Metric.Subject.MODEL)
                    .forEach(metric -> table.row(
                            model.path("model").asText(),
                            metric.title(),
                            metric.n(),
                            metric.value(),
                            metric.low(),
                            metric.high()));
        }
        return table;
    }

    /**
     * A line for each model and rule of a judge: how far it has come, what it left open, and what it took (tokens read +
     * generated); empty without judges.
     */
    public static List<String> judging(JsonNode run) {
        List<String> lines = new ArrayList<>();
        for (JsonNode model : run.path("models")) {
            model.path("verdicts")
                    .properties()
                    .forEach(rule -> lines.add(judging(model, rule.getKey(), rule.getValue())));
        }
        return lines;
    }

    /** Verdicts of whatever kind under one rule. */
    public static long verdicts(JsonNode rule) {
        return rule.path("given").asLong()
                + rule.path("unparsed").asLong()
                + rule.path("refused").asLong()
                + rule.path("failed").asLong();
    }

    private static String judging(JsonNode model, String rule, JsonNode counts) {
        StringBuilder line = new StringBuilder(model.path("model").asText() + ", " + rule + ": judged "
                + verdicts(counts) + " of " + counts.path("answers").asLong());
        for (String gap : List.of("unparsed", "refused", "failed")) {
            if (counts.path(gap).asLong() > 0) {
                line.append(", ").append(counts.path(gap).asLong()).append(' ').append(gap);
            }
        }
        if (counts.path("meanGrade").isNumber()) {
            line.append(String.format(
                    Locale.ROOT, ", mean cosine %.3f", counts.path("meanGrade").asDouble()));
        }
        if (counts.path("outputTokens").asLong() > 0) {
            line.append(String.format(
                    Locale.ROOT,
                    ", %,d + %,d tokens",
                    counts.path("promptTokens").asLong(),
                    counts.path("outputTokens").asLong()));
        }
        if (counts.path("cost").asDouble() > 0) {
            line.append(
                    String.format(Locale.ROOT, ", %.4f USD", counts.path("cost").asDouble()));
        }
        return line + agreement(model, counts.path("agreement"));
    }

    private static String agreement(JsonNode model, JsonNode found) {
        if (!found.path("share").isNumber()) {
            return "";
        }
        String kappa = found.path("kappa").isNumber()
                ? String.format(Locale.ROOT, "%.2f", found.path("kappa").asDouble())
                : MetricRow.UNDEFINED;
        return ", agrees with " + model.path("primaryRule").asText() + " in " + percent(found.path("share"))
                + " (kappa " + kappa + ")";
    }

    private static void row(TextTable table, JsonNode run, JsonNode model, MetricRow metric) {
        row(
                table,
                run,
                model,
                metric.title(),
                metric.n(),
                metric.correct(),
                metric.valueOrDash(),
                metric.low(),
                metric.high());
    }

    private static void row(TextTable table, JsonNode run, JsonNode model, Object... metric) {
        List<Object> cells = new ArrayList<>(List.of(
                model.path("model").asText(),
                model.path("task").asText(run.path("task").asText())));
        cells.addAll(List.of(metric));
        List.of("failed", "unparsed", "refused")
                .forEach(outcome -> cells.add(model.path(outcome).asLong()));
        table.row(cells.toArray());
    }

    private static String percent(JsonNode rate) {
        return rate.isNumber() ? String.format(Locale.ROOT, "%.1f %%", 100 * rate.asDouble()) : "–";
    }

    private static String halfWidth(JsonNode counts) {
        return counts.path("low").isNumber()
                ? String.format(
                        Locale.ROOT,
                        "%.1f",
                        50
                                * (counts.path("high").asDouble()
                                        - counts.path("low").asDouble()))
                : "–";
    }

    private static String interval(JsonNode counts) {
        return counts.path("low").isNumber()
                ? String.format(
                        Locale.ROOT,
                        "%.1f–%.1f",
                        100 * counts.path("low").asDouble(),
                        100 * counts.path("high").asDouble())
                : "–";
    }
}
