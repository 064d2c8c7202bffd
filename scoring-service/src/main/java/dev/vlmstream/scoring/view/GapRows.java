package dev.vlmstream.scoring.view;

import dev.vlmstream.schemas.RunManifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    List<GapRow> all() {
        List<GapRow> rows = new ArrayList<>();
        for (ModelMetrics model : RunMetrics.of(view).models()) {
            rows.addAll(manifest.getTags().containsKey(PROBE) ? List.of(probe(model)) : rows(model));
        }
        return rows;
    }

    private List<GapRow> rows(ModelMetrics model) {
        GapRow.Asked asked = asked(model, model.model(), model.task());
        if (!model.task().equals("class-likelihood")) {
            return List.of(asked.row(setting(model.task()), false, true, judged(model)));
        }
        List<GapRow> rows = new ArrayList<>();
        rows.add(asked.row("likelihood, sum" + asking(), false, true, judged(model)));
        right(model).ifPresent(right -> {
            rows.add(asked.row("likelihood, mean" + asking(), false, false, right.mean()));
            rows.add(asked.row(
                    "likelihood, calibrated, α chosen on other items" + asking(), false, false, right.crossFitted()));
            String best = "likelihood, calibrated, best α of these items: " + right.bestAlpha();
            rows.add(asked.row(best + asking(), true, false, right.best()));
        });
        return rows;
    }

    private Optional<LikelihoodBook.Right> right(ModelMetrics model) {
        return view.likelihoods(model.model()).flatMap(book -> book.right(manifest.getClasses()));
    }

    private GapRow probe(ModelMetrics model) {
        int slash = model.model().lastIndexOf('/');
        String base = slash < 0 ? model.model() : model.model().substring(0, slash);
        String what = model.model().substring(slash + 1);
        boolean best = what.endsWith(BEST_EPOCH);
        String features = (best ? what.substring(0, what.length() - BEST_EPOCH.length()) : what)
                .replaceFirst("^mlp-probe-", "MLP probe, ")
                .replaceFirst("^probe-", "linear probe, ");
        String epoch = best ? ", best epoch of these items" : ", epoch chosen on other items";
        return asked(model, base, "probe").row(features + epoch, best, true, judged(model));
    }

    private GapRow.Asked asked(ModelMetrics model, String base, String kind) {
        return new GapRow.Asked(manifest.getRun(), model.model(), base, kind, isChoosing());
    }

    private boolean isChoosing() {
        return manifest.getTask().equals("closed-world");
    }

    private Map<String, Boolean> judged(ModelMetrics model) {
        Map<String, Boolean> right = new HashMap<>();
        try (EntryCursor judged = view.judged(model.model())) {
            while (judged.advance()) {
                right.put(judged.entry().item(), judged.isRight());
            }
        }
        return right;
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
