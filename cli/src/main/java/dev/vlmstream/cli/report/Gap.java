package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.rest.ScoringClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The study's argument in one picture: the answers of vision-language models, their likelihoods, probes of their
 * features, and what the CLIP that they see through makes of the same images.
 *
 * @param rows of the scoring service, those of one model together
 */
record Gap(String dataset, String referenceRun, String referenceModel, List<JsonNode> rows) {
    static final String TITLE = "The gap";

    private static final List<String> TASKS =
            List.of("open-world", "closed-world", "zero-shot", "supervised", "class-likelihood");

    /** One for each data set of which something can be compared. */
    static List<Gap> all(List<RunResult> runs, ScoringClient client) {
        Map<String, List<String>> byImages = new LinkedHashMap<>();
        for (RunResult run : runs) {
            if (TASKS.contains(run.task()) && run.variant().isEmpty()) {
                String images = run.dataset() + run.details().path("split");
                byImages.computeIfAbsent(images, i -> new ArrayList<>()).add(run.run());
            }
        }
        return byImages.values().stream()
                .map(ids -> of(datasetOf(ids.get(0), runs), client.gap(ids)))
                .filter(gap -> gap.rows().size() > 1)
                .toList();
    }

    private static String datasetOf(String id, List<RunResult> runs) {
        return runs.stream()
                .filter(run -> run.run().equals(id))
                .findFirst()
                .orElseThrow()
                .dataset();
    }

    private static Gap of(String dataset, JsonNode gap) {
        List<JsonNode> judged = StreamSupport.stream(gap.path("rows").spliterator(), false)
                .filter(row -> row.path("n").asLong() > 0)
                .toList();
        return new Gap(
                dataset,
                gap.path("referenceRun").asText(""),
                gap.path("referenceModel").asText(""),
                judged);
    }

    String caption() {
        String line = referenceModel.isEmpty() ? "" : " Dashed: " + referenceModel + " in " + referenceRun + ".";
        return "Accuracy on " + dataset + ". Filled: honest; hollow: chosen on the items that are judged." + line;
    }

    boolean isReference(JsonNode row) {
        return row.path("run").asText().equals(referenceRun)
                && row.path("model").asText().equals(referenceModel);
    }

    static Section section(List<Gap> gaps) {
        TextTable table = new TextTable(
                "dataset",
                "model",
                "setting",
                "run",
                ">n",
                ">accuracy",
                ">95 %",
                "against",
                ">difference, points",
                ">p (Holm)",
                "chosen on these items");
        for (Gap gap : gaps) {
            gap.rows().forEach(row -> table.row(gap.cells(row)));
        }
        return new Section(
                TITLE,
                "Each row less the reference on the items that both answered; p: exact McNemar, after Holm's correction for all"
                        + " rows. Where an α or an epoch was chosen on the very items that are judged, as the study does, the"
                        + " number and its interval are too high; the honest one stands beside it.",
                List.of(),
                table);
    }

    private Object[] cells(JsonNode row) {
        Rate rate = Rate.of(row);
        JsonNode paired = row.path("paired");
        boolean compared = paired.isObject();
        return new Object[] {
            dataset,
            row.path("base").asText(),
            row.path("setting").asText(),
            row.path("run").asText(),
            rate.n(),
            rate.accuracyText(),
            rate.intervalText(),
            compared
                    ? paired.path("second").asText() + " in "
                            + row.path("againstRun").asText()
                    : "–",
            compared ? new PairedDifference("", paired).differenceText() : "–",
            compared ? PairedDifference.p(paired.path("adjusted")) : "–",
            row.path("optimistic").asBoolean() ? "yes" : "no"
        };
    }
}
