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
import java.util.Locale;
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
 * @param colours of the models, as the page has them
 */
record Gap(
        String dataset,
        @Nullable String referenceRun,
        @Nullable String referenceModel,
        List<GapRow> rows,
        ModelMarks colours) {
    static final String TITLE = "The gap";

    private static final List<String> TASKS =
            List.of("open-world", "closed-world", "zero-shot", "supervised", "class-likelihood");

    /** One for each dataset of which something can be compared. */
    static List<Gap> all(List<RunResult> runs, ScoringClient client) {
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
        ModelMarks colours = ModelMarks.of(client);
        return byImages.values().stream()
                .map(ids -> of(datasetOf(ids.get(0), runs), client.gap(ids), colours))
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

    private static Gap of(String dataset, GapTable gap, ModelMarks colours) {
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
                "Each row minus the reference on the items that both answered; p: exact McNemar, after Holm's correction for all"
                        + " rows. Where an α or an epoch was chosen on the very items that are judged, as the study does, the"
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
            compared ? paired.second() + " in " + row.againstRun() : "–",
            compared ? new PairedDifference("", paired).differenceText() : "–",
            compared ? PairedDifference.p(paired.adjusted()) : "–",
            row.optimistic() ? "yes" : "no"
        };
    }

    /** How models are told apart in drawings: by their colour, and where two share one by the shape of their marks. */
    static final class ModelMarks {
        private static final int SHAPES = 4;

        private final Map<String, ModelColour> colours;

        private ModelMarks(Map<String, ModelColour> colours) {
            this.colours = colours;
        }

        /** As the page has them. */
        static ModelMarks of(ScoringClient client) {
            return new ModelMarks(
                    client.colours().stream().collect(Collectors.toMap(ModelColour::model, Function.identity())));
        }

        /** Of an element whose lines and marks have the model's colour. */
        String attributes(String model) {
            ModelColour colour = colours.get(model);
            return colour == null
                    ? ""
                    : String.format(Locale.ROOT, "data-hue=\"%d\" data-round=\"%d\"", colour.hue(), shape(colour));
        }

        /** A mark: a circle, a square, a diamond or a triangle. */
        String dot(String model, double x, double y, boolean hollow) {
            String kind = hollow ? "dot hollow" : "dot";
            ModelColour colour = colours.get(model);
            String path =
                    switch (colour == null ? 0 : shape(colour)) {
                        case 1 -> "M%1$.1f %2$.1fm-5 -5h10v10h-10z";
                        case 2 -> "M%1$.1f %2$.1fm0 -6.5l6.5 6.5l-6.5 6.5l-6.5 -6.5z";
                        case 3 -> "M%1$.1f %2$.1fm0 -6.5l6 11h-12z";
                        default -> "M%1$.1f %2$.1fm-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z";
                    };
            return String.format(Locale.ROOT, "<path class=\"" + kind + "\" d=\"" + path + "\"/>", x, y);
        }

        private static int shape(ModelColour colour) {
            return colour.round() % SHAPES;
        }
    }
}
