package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.rest.ScoringClient;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Accuracy against how often the names of the classes occur in texts, for runs whose manifest brings counts. */
final class FrequencySection {
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
        if (!run.task().equals("open-world")) {
            return "–";
        }
        String name = model.path("model").asText();
        OptionalDouble base = PublishedValues.value(run.dataset(), figure, name);
        OptionalDouble fineTuned = PublishedValues.value(run.dataset(), figure + "-fine-tuned", name);
        return base.isEmpty() || fineTuned.isEmpty()
                ? "–"
                : coefficient(base.getAsDouble()) + " (fine-tuned " + coefficient(fineTuned.getAsDouble()) + ")";
    }

    /** As the study prints it, with a minus sign. */
    private static String coefficient(double value) {
        return String.format(Locale.ROOT, "%.2f", value).replace('-', '−');
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
