package dev.vlmstream.scoring.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vlmstream.evaluation.statistics.Holm;
import dev.vlmstream.evaluation.statistics.PairedCounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The study's argument in one table (Zhang et al. 2024): what vision-language models say, what they find likely and what is
 * inside them, against the dual encoder on the same items.
 *
 * @param referenceRun the run of the row that all others are compared with; null: there is none
 * @param referenceModel its model; where that model answered in a row's own run, as it does when labels are offered, the
 *     row is compared with that
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Gap(String referenceRun, String referenceModel, List<GapRow> rows) {
    private static final List<String> KINDS = List.of(
            "zero-shot", "supervised", "open-world", "closed-world", "multiple-choice", "class-likelihood", "probe");

    /** @param views in the order in which the runs were named */
    public static Gap of(List<RunView> views) {
        List<GapRow> rows = new ArrayList<>();
        views.forEach(view -> rows.addAll(new GapRows(view).all()));
        tellApart(rows);
        Optional<GapRow> reference = reference(rows);
        List<GapRow> compared =
                rows.stream().map(row -> compared(row, rows, reference)).toList();
        return new Gap(
                reference.map(GapRow::run).orElse(null),
                reference.map(GapRow::model).orElse(null),
                sorted(corrected(compared)));
    }

    /** Where two runs ask a model in the same words, the run's name is said. */
    private static void tellApart(List<GapRow> rows) {
        Map<List<String>, Long> times = rows.stream()
                .collect(Collectors.groupingBy(row -> List.of(row.base(), row.setting()), Collectors.counting()));
        rows.replaceAll(row -> times.get(List.of(row.base(), row.setting())) > 1
                ? row.withSetting(row.setting() + " (" + row.run() + ")")
                : row);
    }

    /** The dual encoder over all classes, else the classifier. */
    private static Optional<GapRow> reference(List<GapRow> rows) {
        for (String kind : List.of("zero-shot", "supervised")) {
            Optional<GapRow> first = rows.stream()
                    .filter(row -> row.kind().equals(kind) && !row.choosing())
                    .findFirst();
            if (first.isPresent()) {
                return first;
            }
        }
        return Optional.empty();
    }

    private static GapRow compared(GapRow row, List<GapRow> rows, Optional<GapRow> reference) {
        Optional<GapRow> other = reference.flatMap(first -> rows.stream()
                .filter(near -> near.model().equals(first.model()) && near.run().equals(row.run()))
                .findFirst()
                .or(() -> reference));
        return other.filter(against -> against != row)
                .map(against -> row.against(against.run(), paired(row, against)))
                .orElse(row);
    }

    private static PairedMetrics paired(GapRow row, GapRow against) {
        PairedCounts counts = PairedCounts.NONE;
        for (Map.Entry<String, Boolean> one : row.right().entrySet()) {
            Boolean other = against.right().get(one.getKey());
            counts = other == null ? counts : counts.add(one.getValue(), other);
        }
        return PairedMetrics.of(row.model(), against.model(), counts);
    }

    private static List<GapRow> corrected(List<GapRow> rows) {
        List<GapRow> tested = rows.stream()
                .filter(row -> row.paired() != null && row.paired().mcNemar() != null)
                .toList();
        List<Double> adjusted =
                Holm.adjusted(tested.stream().map(row -> row.paired().mcNemar()).toList());
        List<GapRow> all = new ArrayList<>();
        int next = 0;
        for (GapRow row : rows) {
            boolean isTested = row.paired() != null && row.paired().mcNemar() != null;
            all.add(isTested ? row.against(row.againstRun(), row.paired().withAdjusted(adjusted.get(next++))) : row);
        }
        return all;
    }

    /** Models together, those that only see first; each model's rows in the order of the argument. */
    private static List<GapRow> sorted(List<GapRow> rows) {
        Set<String> bases = new LinkedHashSet<>();
        KINDS.forEach(
                kind -> rows.stream().filter(row -> row.kind().equals(kind)).forEach(row -> bases.add(row.base())));
        List<String> order = List.copyOf(bases);
        List<GapRow> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparing((GapRow row) -> order.indexOf(row.base()))
                .thenComparing(row -> KINDS.indexOf(row.kind())));
        return sorted;
    }
}
