package dev.vlmstream.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vlmstream.cli.output.Json;
import java.util.List;

/** Runs as a scoring service reports them. */
final class TestRuns {
    private TestRuns() {}

    /**
     * A complete run.
     *
     * @param details fields of its manifest besides id and task, as JSON without braces
     * @param models the list of its metrics as JSON without brackets
     */
    static RunResult run(String id, String task, String details, String models) {
        String more = details.isEmpty() ? "" : ", " + details;
        try {
            return new RunResult(
                    Json.MAPPER.readTree("{\"run\": \"%s\", \"dataset\": \"d\", \"task\": \"%s\", \"complete\": true%s}"
                            .formatted(id, task, more)),
                    Json.MAPPER.readTree("{\"models\": [" + models + "]}"),
                    Json.MAPPER.readTree("[]"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A section's rows, each as one text. */
    static List<String> rows(Section section) {
        return section.table().rows().stream()
                .map(row -> String.join(" | ", row))
                .toList();
    }
}
