package dev.vlmstream.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run's metrics, as the scoring service gives them, as rows of a table. */
public final class MetricsTable {
    private static final String UNDEFINED = "undefined";

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

    /** A line for each run of which something failed: where it says why. */
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

    /** One row for each model and rule. */
    public static TextTable full(JsonNode run) {
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
            if (model.path("rules").isEmpty()) {
                row(table, run, model, "–", Json.object());
            }
            model.path("rules").properties().forEach(rule -> row(table, run, model, rule.getKey(), rule.getValue()));
            calibrated(table, run, model, model.path("calibration"));
            polled(table, run, model, model.path("poll"));
        }
        return table;
    }

    /**
     * A line for each model and rule of a judge: how far it has come, what it could not say, and what it took (tokens read +
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

    /**
     * One row a model: whether it is right as often as its probabilities say; undefined for those whose answers have none.
     * Empty as long as no model has answered.
     */
    public static TextTable reliability(JsonNode run) {
        TextTable table =
                new TextTable("model", ">with a probability", ">expected calibration error", ">bins", ">Brier");
        for (JsonNode model : run.path("models")) {
            JsonNode found = model.path("reliability");
            if (found.isObject()) {
                table.row(
                        model.path("model").asText(),
                        found.path("n").asLong(),
                        percent(found.path("expectedCalibrationError")),
                        found.path("bins").size(),
                        String.format(Locale.ROOT, "%.3f", found.path("brier").asDouble()));
            } else if (model.path("answered").asLong() > 0) {
                table.row(model.path("model").asText(), 0, UNDEFINED, "–", UNDEFINED);
            }
        }
        return table;
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
                : UNDEFINED;
        return ", agrees with " + model.path("primaryRule").asText() + " in " + percent(found.path("share"))
                + " (kappa " + kappa + ")";
    }

    /** The study's figure, with α chosen on the very items, and the honest one beside it. */
    private static void calibrated(TextTable table, JsonNode run, JsonNode model, JsonNode calibration) {
        if (calibration.isObject()) {
            String best =
                    "calibrated, best α = " + calibration.path("bestAlpha").asInt();
            row(table, run, model, best, calibration.path("best"));
            row(table, run, model, "calibrated, cross-fitted", calibration.path("crossFitted"));
        }
    }

    /** POPE's figures besides its accuracy. */
    private static void polled(TextTable table, JsonNode run, JsonNode model, JsonNode poll) {
        if (poll.isObject()) {
            List.of("precision", "recall", "f1")
                    .forEach(figure -> row(table, run, model, figure, figure(poll.path(figure))));
        }
    }

    private static ObjectNode figure(JsonNode found) {
        ObjectNode counts = Json.object();
        counts.set("accuracy", found.path("value"));
        counts.set("low", found.path("low"));
        counts.set("high", found.path("high"));
        return counts;
    }

    private static void row(TextTable table, JsonNode run, JsonNode model, String rule, JsonNode counts) {
        table.row(
                model.path("model").asText(),
                model.path("task").asText(run.path("task").asText()),
                rule,
                counts.has("n") ? counts.path("n").asLong() : "–",
                correct(counts),
                percent(counts.path("accuracy")),
                percent(counts.path("low")),
                percent(counts.path("high")),
                model.path("failed").asLong(),
                model.path("unparsed").asLong(),
                model.path("refused").asLong());
    }

    /** Of a figure that is no count of right answers there is none; a mean grade is in the accuracy. */
    private static Object correct(JsonNode counts) {
        return counts.has("correct") && !counts.path("graded").asBoolean()
                ? counts.path("correct").asLong()
                : "–";
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
