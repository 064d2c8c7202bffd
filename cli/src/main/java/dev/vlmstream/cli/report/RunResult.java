package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.rest.ScoringClient;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;

/** One run as the scoring service reports it: its manifest, its numbers, its pairs of models. */
public record RunResult(JsonNode details, JsonNode metrics, JsonNode pairs) {
    private static final String BASE_PROMPT = "What type of object is in this photo?";

    static RunResult of(ScoringClient client, String run) {
        return new RunResult(client.run(run), client.metrics(run), client.pairs(run));
    }

    String run() {
        return text("run");
    }

    String dataset() {
        return text("dataset");
    }

    String task() {
        return text("task");
    }

    boolean hasLabels() {
        return details.path("labels").isNumber();
    }

    String text(String field) {
        return details.path(field).asText();
    }

    List<JsonNode> models() {
        return StreamSupport.stream(metrics.path("models").spliterator(), false).toList();
    }

    /** In which the run differs from the study's base setting, in words; empty if in nothing. */
    List<String> variant() {
        List<String> differences = new ArrayList<>();
        if (isWorld() && !text("prompt").equals(BASE_PROMPT)) {
            differences.add("prompt “" + text("prompt") + "”");
        }
        if (isWorld() && details.path("chainOfThought").asBoolean()) {
            differences.add("chain of thought");
        }
        if (!variantInWords().isEmpty()) {
            differences.add(variantInWords());
        }
        if (task().equals("closed-world") && text("order").equals("fixed")) {
            differences.add("fixed order");
        }
        return differences;
    }

    /** What is changed of every question; empty: nothing. */
    String variantInWords() {
        return switch (text("variant")) {
            case "class-name" -> "class name told";
            case "no-image" -> "without the image";
            case "text-only" -> "class name told, without the image";
            default -> "";
        };
    }

    boolean isWorld() {
        return task().equals("open-world") || task().equals("closed-world");
    }

    /** The same images, the same task, as many labels: only the way of asking may differ. */
    boolean hasTheTaskOf(RunResult other) {
        return isOver(other)
                && task().equals(other.task())
                && details.path("labels").equals(other.details.path("labels"));
    }

    /** The same images. */
    boolean isOver(RunResult other) {
        return List.of("dataset", "split", "items", "seed").stream()
                .allMatch(field -> details.path(field).equals(other.details.path(field)));
    }

    /** The rate of a model under its primary rule. */
    ReportedRate line(JsonNode model, String setting, String publishedSetting) {
        String rule = model.path("primaryRule").asText("–");
        return line(
                model,
                setting,
                rule.equals("null") ? "–" : rule,
                model.path("rules").path(rule),
                PublishedValues.value(
                        dataset(), publishedSetting, model.path("model").asText()));
    }

    ReportedRate line(JsonNode model, String setting, String rule, JsonNode counts, OptionalDouble published) {
        return new ReportedRate(
                dataset(),
                run(),
                model.path("model").asText(),
                setting,
                rule,
                Rate.of(counts),
                model.path("unparsed").asLong(),
                model.path("failed").asLong() + model.path("refused").asLong(),
                published,
                java.util.Optional.empty());
    }
}
