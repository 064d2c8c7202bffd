package dev.vlmstream.scoring.comparisons;

import dev.vlmstream.evaluation.metrics.RuleCount;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.metrics.ModelMetrics;
import dev.vlmstream.scoring.metrics.RunMetrics;
import dev.vlmstream.scoring.runs.JudgedLog;
import dev.vlmstream.scoring.runs.LikelihoodBook;
import dev.vlmstream.scoring.runs.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    record Row(GapRow row, JudgedLog judged, boolean scratch) {
        Row with(GapRow other) {
            return new Row(other, judged, scratch);
        }

        void close() {
            if (scratch) {
                judged.delete();
            }
        }
    }

    /** The rows, each to be closed. */
    List<Row> all() {
        List<Row> rows = new ArrayList<>();
        for (ModelMetrics model : RunMetrics.of(view).models()) {
            rows.addAll(manifest.getTags().containsKey(PROBE) ? List.of(probe(model)) : rows(model));
        }
        return rows;
    }

    private List<Row> rows(ModelMetrics model) {
        GapRow.Asked asked = asked(model, model.model(), model.task());
        if (!model.task().equals("class-likelihood")) {
            return List.of(primary(asked, setting(model.task()), false, model));
        }
        List<Row> rows = new ArrayList<>();
        rows.add(primary(asked, "likelihood, sum" + asking(), false, model));
        right(model).ifPresent(right -> {
            rows.add(derived(asked, "likelihood, mean", false, right.mean()));
            rows.add(derived(asked, "likelihood, calibrated, α chosen on other items", false, right.crossFitted()));
            String best = "likelihood, calibrated, best α of these items: " + right.bestAlpha();
            rows.add(derived(asked, best, true, right.best()));
        });
        return rows;
    }

    private Row primary(GapRow.Asked asked, String setting, boolean optimistic, ModelMetrics model) {
        JudgedLog judged = view.judgedLog(model.model()).orElse(null);
        RuleCount rights = judged == null ? RuleCount.NONE : judged.rights();
        return new Row(asked.row(setting, optimistic, true, rights), judged, false);
    }

    private Row derived(GapRow.Asked asked, String setting, boolean optimistic, JudgedLog judged) {
        return new Row(asked.row(setting + asking(), optimistic, false, judged.rights()), judged, true);
    }

    private Optional<LikelihoodBook.Right> right(ModelMetrics model) {
        return view.likelihoods(model.model()).flatMap(book -> book.right(manifest.getClasses(), view::newLog));
    }

    private Row probe(ModelMetrics model) {
        int slash = model.model().lastIndexOf('/');
        String base = slash < 0 ? model.model() : model.model().substring(0, slash);
        String what = model.model().substring(slash + 1);
        boolean best = what.endsWith(BEST_EPOCH);
        String features = (best ? what.substring(0, what.length() - BEST_EPOCH.length()) : what)
                .replaceFirst("^mlp-probe-", "MLP probe, ")
                .replaceFirst("^probe-", "linear probe, ");
        String epoch = best ? ", best epoch of these items" : ", epoch chosen on other items";
        return primary(asked(model, base, "probe"), features + epoch, best, model);
    }

    private GapRow.Asked asked(ModelMetrics model, String base, String kind) {
        return new GapRow.Asked(manifest.getRun(), model.model(), base, kind, isChoosing());
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
        return words + labels + (task.endsWith("-world") ? asking() : "");
    }

    /** How the question differs from the usual one. */
    private String asking() {
        return (manifest.getChainOfThought() ? ", step by step" : "")
                + (manifest.getVariant() == null ? "" : ", " + manifest.getVariant());
    }
}
