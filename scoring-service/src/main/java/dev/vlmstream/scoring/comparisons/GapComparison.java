package dev.vlmstream.scoring.comparisons;

import dev.vlmstream.evaluation.metrics.RuleCount;
import dev.vlmstream.evaluation.statistics.Holm;
import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.rest.metrics.GapTable;
import dev.vlmstream.rest.metrics.GapTable.GapRow;
import dev.vlmstream.rest.metrics.PairedMetrics;
import dev.vlmstream.scoring.runs.JudgedLog;
import dev.vlmstream.scoring.runs.RunView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rows of several runs' gap, each compared with the dual encoder's. */
public final class GapComparison {
    private static final Object TURN = new Object();
    private static final List<String> KINDS = List.of(
            "zero-shot", "supervised", "open-world", "closed-world", "multiple-choice", "class-likelihood", "probe");

    private GapComparison() {}

    /**
     * Worked out one at a time, because each takes memory.
     *
     * @param views in the order in which the runs were named
     */
    public static GapTable of(List<RunView> views) {
        synchronized (TURN) {
            List<GapRows.CountedRow> rows = new ArrayList<>();
            try {
                views.forEach(view -> rows.addAll(new GapRows(view).all()));
                return ofRows(rows);
            } finally {
                rows.forEach(GapRows.CountedRow::close);
            }
        }
    }

    private static GapTable ofRows(List<GapRows.CountedRow> rows) {
        distinguish(rows);
        Optional<GapRows.CountedRow> reference = reference(rows);
        List<GapRow> compared =
                rows.stream().map(row -> compared(row, rows, reference)).toList();
        return new GapTable(
                reference.map(first -> first.row().run()).orElse(null),
                reference.map(first -> first.row().model()).orElse(null),
                sorted(corrected(compared)));
    }

    /** Where two runs have the same setting of a model, the run is named. */
    private static void distinguish(List<GapRows.CountedRow> rows) {
        Map<List<String>, Long> times = rows.stream()
                .map(GapRows.CountedRow::row)
                .collect(Collectors.groupingBy(row -> List.of(row.base(), row.setting()), Collectors.counting()));
        rows.replaceAll(one -> {
            GapRow row = one.row();
            return times.get(List.of(row.base(), row.setting())) > 1
                    ? one.with(row.withSetting(row.setting() + " (" + row.run() + ")"))
                    : one;
        });
    }

    /** The dual encoder over all classes, else the classifier. */
    private static Optional<GapRows.CountedRow> reference(List<GapRows.CountedRow> rows) {
        for (String kind : List.of("zero-shot", "supervised")) {
            Optional<GapRows.CountedRow> first = rows.stream()
                    .filter(row -> row.row().kind().equals(kind) && !row.row().choosing())
                    .findFirst();
            if (first.isPresent()) {
                return first;
            }
        }
        return Optional.empty();
    }

    private static GapRow compared(
            GapRows.CountedRow row, List<GapRows.CountedRow> rows, Optional<GapRows.CountedRow> reference) {
        Optional<GapRows.CountedRow> other = reference.flatMap(first -> rows.stream()
                .filter(near -> near.row().model().equals(first.row().model())
                        && near.row().run().equals(row.row().run()))
                .findFirst()
                .or(() -> reference));
        return other.filter(against -> against != row)
                .map(against -> row.row().against(against.row().run(), paired(row, against)))
                .orElse(row.row());
    }

    private static PairedMetrics paired(GapRows.CountedRow row, GapRows.CountedRow against) {
        PairedCounts[] counts = {PairedCounts.NONE};
        if (row.judged() != null && against.judged() != null) {
            JudgedLog.join(List.of(row.judged(), against.judged()), both -> {
                if (both[0] >= 0 && both[1] >= 0) {
                    counts[0] = counts[0].add(RuleCount.isRight(both[0]), RuleCount.isRight(both[1]));
                }
            });
        }
        return Pairs.of(row.row().model(), against.row().model(), counts[0]);
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
            all.add(isTested ? row.withPaired(row.paired().withAdjusted(adjusted.get(next++))) : row);
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
