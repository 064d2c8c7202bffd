package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.evaluation.run.RunSettings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What made the numbers: each run's settings, each model's digest. */
final class SettingSections {
    private SettingSections() {}

    static Section runs(List<RunResult> runs) {
        TextTable table = new TextTable(
                "run",
                "dataset",
                "split",
                "task",
                "prompt",
                "not by default",
                ">items",
                ">classes",
                "state",
                "software",
                "created");
        for (RunResult run : runs) {
            table.row(
                    run.run(),
                    run.dataset(),
                    orDash(run, "split"),
                    run.task(),
                    run.text("prompt"),
                    others(run),
                    orDash(run, "items"),
                    run.text("classCount"),
                    run.details().path("complete").asBoolean() ? "complete" : "running: numbers so far",
                    run.text("softwareVersion"),
                    Instant.ofEpochMilli(run.details().path("createdAt").asLong())
                            .truncatedTo(ChronoUnit.SECONDS));
        }
        return new Section("Settings", "", List.of(), table);
    }

    private static String others(RunResult run) {
        Map<String, String> settings = new LinkedHashMap<>(run.settings());
        settings.remove(RunSettings.PROMPT.key());
        return settings.isEmpty()
                ? "–"
                : settings.entrySet().stream().map(RunResult::words).collect(Collectors.joining("; "));
    }

    static Section models(List<RunResult> runs) {
        TextTable table = new TextTable("run", "model", "digest", ">answered", ">unparsed", ">refused", ">failed");
        for (RunResult run : runs) {
            for (JsonNode model : run.models()) {
                String digest = model.path("digest").asText();
                table.row(
                        run.run(),
                        model.path("model").asText(),
                        digest.isEmpty() ? "not answered yet" : digest,
                        model.path("answered").asLong(),
                        model.path("unparsed").asLong(),
                        model.path("refused").asLong(),
                        model.path("failed").asLong());
            }
        }
        return new Section("Models", "The digest is that of the bundle's files.", List.of(), table);
    }

    private static String orDash(RunResult run, String field) {
        JsonNode value = run.details().path(field);
        return value.isNull() || value.isMissingNode() ? "–" : value.asText();
    }
}
