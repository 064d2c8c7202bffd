package dev.vlmstream.scoring.comparisons;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.probe.ProbeModel;
import dev.vlmstream.evaluation.statistics.Holm;
import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.rest.metrics.GapTable;
import dev.vlmstream.rest.metrics.GapTable.GapRow;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.PairedMetrics;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.metrics.MeasuredRun;
import dev.vlmstream.scoring.metrics.RuleFigures;
import dev.vlmstream.scoring.runs.JudgedLog;
import dev.vlmstream.scoring.runs.LikelihoodLog;
import dev.vlmstream.scoring.runs.PairMatrix.ComparedModel;
import dev.vlmstream.scoring.runs.RunView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
     * @param unlike whether p is asked for even if a row and its reference did not choose from the same classes
     */
    public static GapTable of(List<RunView> views, boolean unlike) {
        synchronized (TURN) {
            List<GapRows.CountedRow> rows = new ArrayList<>();
            try {
                views.forEach(view -> rows.addAll(new GapRows(view).all()));
                return ofRows(rows, unlike);
            } finally {
                rows.forEach(GapRows.CountedRow::close);
            }
        }
    }

    private static GapTable ofRows(List<GapRows.CountedRow> rows, boolean unlike) {
        distinguish(rows);
        Optional<GapRows.CountedRow> reference = reference(rows);
        List<GapRow> compared =
                rows.stream().map(row -> compared(row, rows, reference, unlike)).toList();
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

    /** The dual encoder, best over all classes, else the classifier. */
    private static Optional<GapRows.CountedRow> reference(List<GapRows.CountedRow> rows) {
        return Stream.of("zero-shot", "supervised")
                .flatMap(kind -> Stream.of(true, false)
                        .flatMap(all -> rows.stream()
                                .filter(row -> row.row().kind().equals(kind)
                                        && (row.row().labels() == null) == all)))
                .findFirst();
    }

    /** A row less that of a model of the reference's kind, which chose from the same classes if there is one that did. */
    private static GapRow compared(
            GapRows.CountedRow row,
            List<GapRows.CountedRow> rows,
            Optional<GapRows.CountedRow> reference,
            boolean unlike) {
        return reference
                .map(usual -> fairest(row, rows, usual))
                .filter(against -> against != row)
                .map(against -> row.row().against(against.row().run(), paired(row, against, unlike)))
                .orElse(row.row());
    }

    /** Of its own run before others of the same choice, and the reference's model before others. */
    private static GapRows.CountedRow fairest(
            GapRows.CountedRow row, List<GapRows.CountedRow> rows, GapRows.CountedRow usual) {
        return rows.stream()
                .filter(near -> near.row().kind().equals(usual.row().kind()) && near.hasTheChoiceOf(row))
                .min(Comparator.comparing((GapRows.CountedRow near) -> !near.isOf(row.run()))
                        .thenComparing(near -> near != usual)
                        .thenComparing(
                                near -> !near.row().model().equals(usual.row().model())))
                .orElse(usual);
    }

    private static PairedMetrics paired(GapRows.CountedRow row, GapRows.CountedRow against, boolean unlike) {
        PairedCounts[] counts = {PairedCounts.NONE};
        if (row.judged() != null && against.judged() != null) {
            JudgedLog.join(List.of(row.judged(), against.judged()), both -> {
                if (both[0] >= 0 && both[1] >= 0) {
                    counts[0] = counts[0].add(CorrectCount.isRight(both[0]), CorrectCount.isRight(both[1]));
                }
            });
        }
        return Pairs.fair(
                Pairs.of(row.compared(), against.compared(), counts[0]), row.compared(), against.compared(), unlike);
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

    /** The rows of the gap that one run gives. */
    private static final class GapRows {
        private final RunView view;
        private final RunManifest manifest;

        GapRows(RunView view) {
            this.view = view;
            this.manifest = view.manifest().orElseThrow();
        }

        /**
         * A row and the items that it counts.
         *
         * @param run whose row it is
         * @param judged null: there are none
         * @param scratch whether the log was made for this row
         */
        record CountedRow(GapRow row, RunView run, @Nullable JudgedLog judged, boolean scratch) {
            CountedRow with(GapRow other) {
                return new CountedRow(other, run, judged, scratch);
            }

            boolean isOf(RunView other) {
                return run == other;
            }

            boolean hasTheChoiceOf(CountedRow other) {
                return run.choice().difference(other.run.choice()).isEmpty();
            }

            ComparedModel compared() {
                return new ComparedModel(run, row.model());
            }

            void close() {
                if (scratch) {
                    judged.delete();
                }
            }
        }

        /** What a row is about. */
        private record Subject(
                String run,
                String model,
                String base,
                String kind,
                @Nullable Integer labels) {
            GapRow row(String setting, boolean optimistic, boolean primary, CorrectCount judged) {
                RuleMetrics rate = RuleFigures.of(judged);
                GapRow.Builder row = new GapRow.Builder();
                row.run = run;
                row.model = model;
                row.base = base;
                row.kind = kind;
                row.setting = setting;
                row.labels = labels;
                row.optimistic = optimistic;
                row.primary = primary;
                row.n = rate.n();
                row.correct = rate.correct();
                row.accuracy = rate.accuracy();
                row.low = rate.low();
                row.high = rate.high();
                return row.build();
            }
        }

        /** The rows, each to be closed. */
        List<CountedRow> all() {
            List<CountedRow> rows = new ArrayList<>();
            for (ModelMetrics model : MeasuredRun.of(view).models()) {
                rows.addAll(manifest.getTags().containsKey(ProbeModel.TAG) ? List.of(probe(model)) : rows(model));
            }
            return rows;
        }

        private List<CountedRow> rows(ModelMetrics model) {
            Subject subject = subject(model, model.model(), model.task());
            if (!model.task().equals("class-likelihood")) {
                return List.of(primary(subject, setting(model.task()), false, model));
            }
            List<CountedRow> rows = new ArrayList<>();
            rows.add(primary(subject, "likelihood, sum" + questionDetails(), false, model));
            right(model).ifPresent(right -> {
                rows.add(derived(subject, "likelihood, mean", false, right.mean()));
                rows.add(derived(
                        subject, "likelihood, calibrated, α chosen on other items", false, right.crossFitted()));
                String best = "likelihood, calibrated, best α of these items: " + right.bestAlpha();
                rows.add(derived(subject, best, true, right.best()));
            });
            return rows;
        }

        private CountedRow primary(Subject subject, String setting, boolean optimistic, ModelMetrics model) {
            JudgedLog judged = view.judgedLog(model.model()).orElse(null);
            CorrectCount rights = judged == null ? CorrectCount.NONE : judged.rights();
            return new CountedRow(subject.row(setting, optimistic, true, rights), view, judged, false);
        }

        private CountedRow derived(Subject subject, String setting, boolean optimistic, JudgedLog judged) {
            return new CountedRow(
                    subject.row(setting + questionDetails(), optimistic, false, judged.rights()), view, judged, true);
        }

        private Optional<LikelihoodLog.Right> right(ModelMetrics model) {
            return view.likelihoods(model.model())
                    .flatMap(log -> log.right(manifest.getClasses(), view::newRecordFile));
        }

        private CountedRow probe(ModelMetrics model) {
            ProbeModel probe = ProbeModel.of(model.model()).orElse(new ProbeModel(model.model(), false, "", false));
            String kind = (probe.mlp() ? "MLP" : "linear") + " probe, " + probe.features();
            String epoch = probe.isBestEpoch() ? ", best epoch of these items" : ", epoch chosen on other items";
            return primary(subject(model, probe.base(), "probe"), kind + epoch, probe.isBestEpoch(), model);
        }

        private Subject subject(ModelMetrics model, String base, String kind) {
            return new Subject(manifest.getRun(), model.model(), base, kind, manifest.getLabels());
        }

        private boolean isChoosing() {
            return manifest.getTask().equals("closed-world");
        }

        private String setting(String task) {
            String words = task.replace('-', ' ');
            String labels = isChoosing()
                    ? ", "
                            + (manifest.getLabels() == null
                                    ? "all"
                                    : manifest.getLabels().toString()) + " labels"
                    : "";
            return words + labels + (task.endsWith("-world") ? questionDetails() : "");
        }

        /** How the question differs from the usual one. */
        private String questionDetails() {
            return (manifest.getChainOfThought() ? ", step by step" : "")
                    + (manifest.getVariant() == null ? "" : ", " + manifest.getVariant());
        }
    }
}
