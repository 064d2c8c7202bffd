package dev.vlmstream.cli.report;

import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.cli.rest.Sparse;
import dev.vlmstream.rest.runs.RunDetails;
import java.util.List;
import java.util.Map;

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
        String manifest =
                "{\"run\": \"%s\", \"dataset\": \"d\", \"task\": \"%s\", \"prompt\": \"\", \"softwareVersion\": \"1\","
                        + " \"createdAt\": 1, \"classCount\": 2,"
                        + " \"complete\": true%s}";
        return new RunResult(
                Sparse.read(manifest.formatted(id, task, more), RunDetails.class),
                Sparse.metrics("{\"models\": [" + models + "]}"),
                List.of(),
                Map.of());
    }

    /** A section's rows, each as one text. */
    static List<String> rows(Section section) {
        return section.table().rows().stream()
                .map(row -> String.join(" | ", row))
                .toList();
    }
}
