package dev.vlmstream.rest.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vlmstream.rest.metrics.Completion;
import dev.vlmstream.rest.metrics.MetricValue;
import dev.vlmstream.rest.metrics.RuleMetrics;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run in the list of runs.
 *
 * @param items null until it is known
 * @param createdAt milliseconds since the epoch
 * @param benchmark question answering: whose rules judge; else null
 * @param variant what is changed of every question; null: nothing
 * @param labels closed world: how many labels are offered; null: all, or none
 * @param order closed world: random or fixed
 * @param settings those that are not the default, in words, by their keys
 * @param counted outcomes so far, over all models
 * @param failed those of them without an answer
 * @param best the model with the highest accuracy so far, of those whose number is not too high ({@code optimistic}); null as long as
 *     no answer is judged
 * @param absent models that the run continues without, since no service announced them in time
 * @param problem why the run will never be complete, in words; null: nothing speaks against it
 */
public record RunSummary(
        String run,
        String dataset,
        @Nullable String split,
        String task,
        @Nullable String benchmark,
        @Nullable String variant,
        @Nullable Long items,
        boolean complete,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String problem,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> absent,
        long createdAt,
        @Nullable Integer labels,
        String order,
        String prompt,
        String promptStyle,
        boolean chainOfThought,
        long seed,
        List<String> models,
        Map<String, String> tags,
        boolean archived,
        Map<String, String> settings,
        long counted,
        long failed,
        @Nullable BestModel best) {
    public RunSummary {
        // Left out where it is empty.
        absent = absent == null ? List.of() : List.copyOf(absent);
    }

    /** Whether there is nothing to wait for any more. */
    public boolean ended() {
        return complete || problem != null;
    }

    /** What is said of it once it is complete. */
    public String completion() {
        return Completion.inWords(failed, absent);
    }

    /**
     * How the best model of a run does.
     *
     * @param rule its primary one
     * @param shown its accuracy with the interval that holds now
     */
    public record BestModel(String model, String rule, RuleMetrics score, MetricValue shown) {}

    /** Its components by name. Those that are not set are null, 0, false or empty. */
    public static final class Builder {
        public String run;
        public String dataset;
        public @Nullable String split;
        public String task;
        public @Nullable String benchmark;
        public @Nullable String variant;
        public @Nullable Long items;
        public boolean complete;
        public @Nullable String problem;
        public List<String> absent = List.of();
        public long createdAt;
        public @Nullable Integer labels;
        public String order;
        public String prompt;
        public String promptStyle;
        public boolean chainOfThought;
        public long seed;
        public List<String> models = List.of();
        public Map<String, String> tags = Map.of();
        public boolean archived;
        public Map<String, String> settings = Map.of();
        public long counted;
        public long failed;
        public @Nullable BestModel best;

        public RunSummary build() {
            return new RunSummary(
                    run,
                    dataset,
                    split,
                    task,
                    benchmark,
                    variant,
                    items,
                    complete,
                    problem,
                    absent,
                    createdAt,
                    labels,
                    order,
                    prompt,
                    promptStyle,
                    chainOfThought,
                    seed,
                    models,
                    tags,
                    archived,
                    settings,
                    counted,
                    failed,
                    best);
        }
    }
}
