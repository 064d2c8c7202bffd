package dev.vlmstream.scoring.comparisons;

import dev.vlmstream.evaluation.metrics.RuleCount;
import dev.vlmstream.rest.comparisons.GapRow;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.metrics.MeasuredRun;
import dev.vlmstream.scoring.metrics.RuleFigures;
import dev.vlmstream.scoring.runs.JudgedLog;
import dev.vlmstream.scoring.runs.LikelihoodLog;
import dev.vlmstream.scoring.runs.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of the gap that one run gives. */
final class GapRows {
    /** Tag of runs whose models are probes, named MODEL/WHAT. */
    private static final String PROBE = "probe-of";

    private static final String BEST_EPOCH = "-best-epoch";

    private final RunView view;
    private final RunManifest manifest;

    GapRows(RunView view) {
        this.view = view;
        this.manifest = view.manifest().orElseThrow();
    }

    /**
     * A row and the items that it counts.
     *
     * @param judged null: there are none
     * @param scratch whether the log was made for this row
     */
    record CountedRow(GapRow row, @Nullable JudgedLog judged, boolean scratch) {
        CountedRow with(GapRow other) {
            return new CountedRow(other, judged, scratch);
        }

        void close() {
            if (scratch) {
                judged.delete();
            }
        }
    }

    /** What a row is about. */
    private record Subject(String run, String model, String base, String kind, boolean choosing) {
        GapRow row(String setting, boolean optimistic, boolean primary, RuleCount judged) {
            RuleMetrics rate = RuleFigures.of(judged);
            GapRow.Builder row = new GapRow.Builder();
            row.run = run;
            row.model = model;
            row.base = base;
            row.kind = kind;
            row.setting = setting;
            row.choosing = choosing;
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
            rows.addAll(manifest.getTags().containsKey(PROBE) ? List.of(probe(model)) : rows(model));
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
            rows.add(derived(subject, "likelihood, calibrated, α chosen on other items", false, right.crossFitted()));
            String best = "likelihood, calibrated, best α of these items: " + right.bestAlpha();
            rows.add(derived(subject, best, true, right.best()));
        });
        return rows;
    }

    private CountedRow primary(Subject subject, String setting, boolean optimistic, ModelMetrics model) {
        JudgedLog judged = view.judgedLog(model.model()).orElse(null);
        RuleCount rights = judged == null ? RuleCount.NONE : judged.rights();
        return new CountedRow(subject.row(setting, optimistic, true, rights), judged, false);
    }

    private CountedRow derived(Subject subject, String setting, boolean optimistic, JudgedLog judged) {
        return new CountedRow(
                subject.row(setting + questionDetails(), optimistic, false, judged.rights()), judged, true);
    }

    private Optional<LikelihoodLog.Right> right(ModelMetrics model) {
        return view.likelihoods(model.model()).flatMap(log -> log.right(manifest.getClasses(), view::newRecordFile));
    }

    private CountedRow probe(ModelMetrics model) {
        int slash = model.model().lastIndexOf('/');
        String base = slash < 0 ? model.model() : model.model().substring(0, slash);
        String what = model.model().substring(slash + 1);
        boolean best = what.endsWith(BEST_EPOCH);
        String features = (best ? what.substring(0, what.length() - BEST_EPOCH.length()) : what)
                .replaceFirst("^mlp-probe-", "MLP probe, ")
                .replaceFirst("^probe-", "linear probe, ");
        String epoch = best ? ", best epoch of these items" : ", epoch chosen on other items";
        return primary(subject(model, base, "probe"), features + epoch, best, model);
    }

    private Subject subject(ModelMetrics model, String base, String kind) {
        return new Subject(manifest.getRun(), model.model(), base, kind, isChoosing());
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
