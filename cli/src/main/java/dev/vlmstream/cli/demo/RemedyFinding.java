package dev.vlmstream.cli.demo;

import dev.vlmstream.evaluation.rules.ExactMatch;
import dev.vlmstream.evaluation.rules.Inclusion;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.util.List;
import java.util.Locale;

/** What a training reached, beside what it was to reach. */
final class RemedyFinding {
    private RemedyFinding() {}

    /**
     * In a sentence.
     *
     * @param runs the first with the model and its dual encoder, the last with the last checkpoint
     */
    static String of(List<RunMetrics> runs, String model, String encoder, String checkpoint) {
        ModelMetrics before = find(runs.get(0), model);
        ModelMetrics after = find(runs.get(runs.size() - 1), checkpoint);
        double goal = percent(find(runs.get(0), encoder).primary().orElseThrow());
        double said = percent(before, Inclusion.LABEL.id());
        double now = percent(after, Inclusion.LABEL.id());
        return String.format(
                Locale.ROOT,
                "Finding: %s names %.1f %% of the %d images by label inclusion before and %.1f %% after (exact match %.1f %% and"
                        + " %.1f %%); its CLIP, %s, ranks %.1f %% of them first: the gap was %.1f points and is %.1f now.",
                model,
                said,
                after.primary().orElseThrow().n(),
                now,
                percent(before, ExactMatch.RULE.id()),
                percent(after, ExactMatch.RULE.id()),
                encoder,
                goal,
                goal - said,
                goal - now);
    }

    private static ModelMetrics find(RunMetrics run, String model) {
        return run.models().stream()
                .filter(metrics -> metrics.model().equals(model))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(model + " is not in run " + run.run()));
    }

    private static double percent(ModelMetrics model, String rule) {
        return percent(model.rules().get(rule));
    }

    private static double percent(RuleMetrics counts) {
        return counts.n() == 0 ? 0 : 100.0 * counts.correct() / counts.n();
    }
}
