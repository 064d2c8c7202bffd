package dev.vlmstream.cli.report;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;

/** One run as the scoring service reports it: its manifest, its numbers, its pairs of models. */
public record RunResult(JsonNode details, JsonNode metrics, JsonNode pairs) {
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

    /** The settings that are not the default, in words, by their keys. */
    Map<String, String> settings() {
        return spec().notDefault();
    }

    /**
     * In which models are asked otherwise than by default, in words; empty if in nothing. Seed and number of labels have places
     * of their own.
     */
    List<String> variant() {
        Map<String, String> changes = new LinkedHashMap<>(spec().changingAnswers());
        changes.remove(RunSettings.SEED.key());
        changes.remove(RunSettings.LABELS.key());
        return changes.entrySet().stream().map(RunResult::words).toList();
    }

    private RunSpec spec() {
        return spec(details);
    }

    /** The settings in the answer about a run. */
    public static RunSpec spec(JsonNode details) {
        return RunSpec.ofFields(Json.MAPPER.convertValue(details, new TypeReference<Map<String, Object>>() {}));
    }

    static String words(Map.Entry<String, String> setting) {
        String name = setting.getKey().replace('-', ' ');
        return setting.getValue().equals("true") ? name : name + " " + setting.getValue();
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
