package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.cli.report.results.Rate.PairedDifference;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.rest.ModelColour;
import dev.vlmstream.rest.metrics.GapTable;
import dev.vlmstream.rest.metrics.GapTable.GapRow;
import dev.vlmstream.rest.metrics.PairedMetrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The study's argument in one picture: the answers of vision-language models, their likelihoods, probes of their
 * features, and what the CLIP that they see through makes of the same images.
 *
 * @param referenceRun null: there is no reference; then {@code referenceModel} is, too
 * @param rows of the scoring service, those of one model together
 * @param colours by model, as the page has them: how models are told apart in the drawing
 */
record Gap(
        String dataset,
        @Nullable String referenceRun,
        @Nullable String referenceModel,
        List<GapRow> rows,
        Map<String, ModelColour> colours) {
    static final String TITLE = "The gap";

    private static final List<String> TASKS =
            List.of("open-world", "closed-world", "zero-shot", "supervised", "class-likelihood");

    /**
     * One for each dataset of which something can be compared.
     *
     * @param unlike whether p is asked for even where a row and its reference did not choose from the same classes
     */
    static List<Gap> all(List<RunResult> runs, ScoringClient client, boolean unlike) {
        Map<String, List<String>> byImages = new LinkedHashMap<>();
        for (RunResult run : runs) {
            if (TASKS.contains(run.task()) && run.variant().isEmpty()) {
                String images = run.dataset() + run.details().split();
                byImages.computeIfAbsent(images, i -> new ArrayList<>()).add(run.run());
            }
        }
        if (byImages.isEmpty()) {
            return List.of();
        }
        Map<String, ModelColour> colours =
                client.colours().stream().collect(Collectors.toMap(ModelColour::model, Function.identity()));
        return byImages.values().stream()
                .map(ids -> of(datasetOf(ids.get(0), runs), client.gap(ids, unlike), colours))
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

    private static Gap of(String dataset, GapTable gap, Map<String, ModelColour> colours) {
        return new Gap(
                dataset,
                gap.referenceRun(),
                gap.referenceModel(),
                gap.rows().stream().filter(row -> row.n() > 0).toList(),
                colours);
    }

    String caption() {
        String line = referenceModel == null ? "" : " Dashed: " + referenceModel + " in " + referenceRun + ".";
        return "Accuracy on " + dataset + ". Filled: honest; hollow: chosen on the items that are judged." + line;
    }

    boolean isReference(GapRow row) {
        return row.run().equals(referenceRun) && row.model().equals(referenceModel);
    }

    static Rate rate(GapRow row) {
        return new Rate(row.n(), row.correct());
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
                "Each row minus the dual encoder that chose from the same classes, on the items that both answered; p: exact"
                        + " McNemar, after Holm's correction for all rows. Where none did, the row says so and has no p (report"
                        + " --unlike gives it): with fewer classes to choose from it is easier to be right. Where an α or an epoch was chosen on the very items that are judged, as the study does, the"
                        + " number and its interval are too high; the honest one stands beside it.",
                List.of(),
                table);
    }

    private Object[] cells(GapRow row) {
        Rate rate = rate(row);
        PairedMetrics paired = row.paired();
        boolean compared = paired != null;
        return new Object[] {
            dataset,
            row.base(),
            row.setting(),
            row.run(),
            rate.n(),
            rate.accuracyText(),
            rate.intervalText(),
            compared ? against(row, paired) : "–",
            compared ? new PairedDifference("", paired).differenceText() : "–",
            compared && (paired.unlike() == null || paired.adjusted() != null)
                    ? PairedDifference.p(paired.adjusted())
                    : "–",
            row.optimistic() ? "yes" : "no"
        };
    }

    private static String against(GapRow row, PairedMetrics paired) {
        return paired.second() + " in " + row.againstRun() + (paired.unlike() == null ? "" : "; " + paired.unlike());
    }
}
