package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.output.TextTable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

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
                "style",
                "chain of thought",
                ">labels",
                "order",
                ">seed",
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
                    run.text("promptStyle"),
                    run.details().path("chainOfThought").asBoolean() ? "yes" : "no",
                    orDash(run, "labels"),
                    run.text("order"),
                    run.text("seed"),
                    orDash(run, "items"),
                    run.text("classCount"),
                    run.details().path("complete").asBoolean() ? "complete" : "running: numbers so far",
                    run.text("softwareVersion"),
                    Instant.ofEpochMilli(run.details().path("createdAt").asLong())
                            .truncatedTo(ChronoUnit.SECONDS));
        }
        return new Section("Settings", "", List.of(), table);
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
