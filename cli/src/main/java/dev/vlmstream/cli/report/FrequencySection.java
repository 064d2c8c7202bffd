package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.rest.ScoringClient;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Accuracy against how often the names of the classes occur in texts, for runs whose manifest brings counts. */
final class FrequencySection {
    /** Of LLaVA1.5-7B on ImageNet, by the study: open world, and after fine-tuning on ImageNet. */
    private static final Map<String, String> STUDY =
            Map.of("spearman", "0.76 (fine-tuned −0.02)", "pearson", "0.35 (fine-tuned −0.05)");

    private FrequencySection() {}

    static Section of(List<RunResult> runs, ScoringClient client) {
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
            for (JsonNode model : client.frequency(run.run()).path("models")) {
                table.row(
                        run.dataset(),
                        model.path("model").asText(),
                        run.run(),
                        model.path("classes").asInt(),
                        correlation(model.path("spearman")),
                        study(run, model, "spearman"),
                        correlation(model.path("pearson")),
                        study(run, model, "pearson"),
                        accuracy(model.path("bins"), 0, 10),
                        accuracy(model.path("bins"), 100, Long.MAX_VALUE));
            }
        }
        return new Section(
                "Class frequency",
                "Correlation of a class's accuracy with how often its name occurs in texts; intervals by resampling classes."
                        + " Undefined where all counts or all accuracies are the same. Accuracy: the mean over the classes.",
                List.of(),
                table);
    }

    private static String study(RunResult run, JsonNode model, String figure) {
        boolean published = run.task().equals("open-world")
                && Published.percent(
                                run.dataset(), "open-world", model.path("model").asText())
                        .equals(Published.percent("imagenet", "open-world", "llava-1.5-7b"));
        return published ? STUDY.get(figure) : "–";
    }

    private static String correlation(JsonNode figure) {
        if (!figure.path("value").isNumber()) {
            return Rate.UNDEFINED;
        }
        double value = figure.path("value").asDouble();
        return figure.path("low").isNumber()
                ? String.format(
                        Locale.ROOT,
                        "%.2f (%.2f to %.2f)",
                        value,
                        figure.path("low").asDouble(),
                        figure.path("high").asDouble())
                : String.format(Locale.ROOT, "%.2f", value);
    }

    /** The mean over all classes of several bins. */
    private static String accuracy(JsonNode bins, long from, long below) {
        double sum = 0;
        long classes = 0;
        for (JsonNode bin : bins) {
            long start = bin.path("from").asLong();
            if (start >= from && start < below && bin.path("accuracy").isNumber()) {
                sum += bin.path("accuracy").asDouble() * bin.path("classes").asLong();
                classes += bin.path("classes").asLong();
            }
        }
        return classes == 0
                ? Rate.UNDEFINED
                : String.format(Locale.ROOT, "%.1f %% of %d", 100 * sum / classes, classes);
    }
}
