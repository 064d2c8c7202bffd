package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.figures.ModelMark;
import dev.vlmstream.cli.report.figures.RowPlot;
import dev.vlmstream.cli.report.figures.RowPlot.Group;
import dev.vlmstream.cli.report.figures.RowPlot.Row;
import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.cli.report.results.Rate.PairedDifference;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.rest.metrics.GapTable;
import dev.vlmstream.rest.metrics.GapTable.GapRow;
import dev.vlmstream.rest.metrics.PairedMetrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The study's argument in one picture: the answers of vision-language models, their likelihoods, probes of their
 * features, and what the CLIP that they see through makes of the same images.
 *
 * @param rows of the scoring service, those of one model together
 */
record Gap(String dataset, List<GapRow> rows) {
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
        return byImages.values().stream()
                .map(ids -> of(datasetOf(ids.get(0), runs), client.gap(ids, unlike)))
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

    private static Gap of(String dataset, GapTable gap) {
        return new Gap(dataset, gap.rows().stream().filter(row -> row.n() > 0).toList());
    }

    private RowPlot plot(Function<String, ModelMark> marks) {
        String caption = "Accuracy on " + dataset + ", with 95 % intervals."
                + (rows.stream().anyMatch(GapRow::optimistic)
                        ? " For hollow points, an α or an epoch was chosen on the same items that are judged."
                        : "")
                + (rows.stream().allMatch(row -> reference(row) == null)
                        ? ""
                        : " A dashed line is the accuracy of that row's own reference on the items that both answered.");
        return RowPlot.ofShares(
                caption,
                rows.stream()
                        .map(GapRow::base)
                        .distinct()
                        .map(base -> new Group(base, marks.apply(base), rowsOf(base)))
                        .toList());
    }

    private List<Row> rowsOf(String base) {
        return rows.stream()
                .filter(row -> row.base().equals(base))
                .flatMap(row -> rate(row).interval().stream()
                        .map(interval -> Row.point(
                                row.setting(),
                                rate(row).accuracyText() + " (" + rate(row).intervalText() + ")",
                                interval,
                                rate(row).accuracy(),
                                row.optimistic(),
                                reference(row))))
                .toList();
    }

    /** The accuracy of a row's reference on the items that both answered; null: it has none that had the same choice. */
    private static @Nullable Double reference(GapRow row) {
        PairedMetrics paired = row.paired();
        return paired == null || paired.n() == 0 || paired.unlike() != null
                ? null
                : (double) (paired.bothRight() + paired.onlySecond()) / paired.n();
    }

    static Rate rate(GapRow row) {
        return new Rate(row.n(), row.correct());
    }

    static Section section(List<Gap> gaps, Function<String, ModelMark> marks) {
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
                "optimistic");
        for (Gap gap : gaps) {
            gap.rows().forEach(row -> table.row(gap.cells(row)));
        }
        return new Section(
                        "The gap",
                        "Each difference is a row minus its reference, the model below “against”, on the items that both"
                                + " answered: below 0, the row is right less often. "
                                + (gaps.stream()
                                                .flatMap(gap -> gap.rows().stream())
                                                .anyMatch(row -> row.kind().equals("open-world"))
                                        ? "Open-world rows were offered no classes: their free answers are compared"
                                                + " with a reference that chose from all classes. "
                                        : "")
                                + "p is McNemar's exact test with Holm's correction for all rows. A row whose reference had"
                                + " another choice says so, and has neither p (report --unlike gives it) nor a dashed line. If an α"
                                + " or an epoch was chosen on the same items that are judged, as in the study, the number and its interval are too high"
                                + " (optimistic); the honest number is shown beside it.",
                        table)
                .with(gaps.stream().map(gap -> gap.plot(marks)).toList());
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
            row.optimistic() ? "yes" : "–"
        };
    }

    private static String against(GapRow row, PairedMetrics paired) {
        return paired.second() + " in " + row.againstRun() + (paired.unlike() == null ? "" : "; " + paired.unlike());
    }
}
