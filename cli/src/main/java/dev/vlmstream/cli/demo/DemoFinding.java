package dev.vlmstream.cli.demo;

import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** What the demo measured of its vision-language model and the CLIP that it sees through, in one sentence. */
public final class DemoFinding {
    private static final String OPEN = "open-world";
    private static final String LIKELIHOOD = "class-likelihood";
    private static final String PROBE = "/probe-last";

    private DemoFinding() {}

    /**
     * The sentence; it says what was counted and no more, so it holds whoever is better.
     *
     * @param model the vision-language model
     * @param encoder its dual encoder
     * @return empty if one of the two has no answer that was judged
     */
    public static Optional<String> of(List<RunMetrics> runs, String model, String encoder) {
        Optional<RuleMetrics> ranked = primary(runs, metrics -> metrics.model().equals(encoder));
        Optional<RuleMetrics> said = primary(runs, of(model, OPEN));
        if (ranked.isEmpty() || said.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder sentence = new StringBuilder("Finding: " + encoder + " names " + share(ranked.get()) + " emoji, "
                + model + ", which sees through the same encoder, " + percent(said.get()));
        primary(runs, of(model, LIKELIHOOD))
                .ifPresent(likely ->
                        sentence.append("; asked by likelihood it finds ").append(share(likely)));
        primary(runs, metrics -> metrics.model().equals(model + PROBE))
                .ifPresent(probe -> sentence.append("; a linear probe reads ")
                        .append(share(probe))
                        .append(" from its hidden states"));
        return Optional.of(sentence.append('.').toString());
    }

    private static Predicate<ModelMetrics> of(String model, String task) {
        return metrics -> metrics.model().equals(model) && metrics.task().equals(task);
    }

    /** That of the first run with such a model: the first one is over all classes. */
    private static Optional<RuleMetrics> primary(List<RunMetrics> runs, Predicate<ModelMetrics> wanted) {
        return runs.stream()
                .flatMap(run -> run.models().stream())
                .filter(wanted)
                .findFirst()
                .flatMap(ModelMetrics::primary)
                .filter(counts -> counts.n() > 0);
    }

    private static String share(RuleMetrics counts) {
        return percent(counts) + " of " + counts.n();
    }

    private static String percent(RuleMetrics counts) {
        return String.format(Locale.ROOT, "%.0f %%", 100.0 * counts.correct() / counts.n());
    }
}
