package dev.vlmstream.rest.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vlmstream.rest.metrics.RuleMetrics;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run in the stream of all runs: how far it is, and how each model does under its primary rule.
 *
 * @param items null until it is known
 * @param createdAt milliseconds since the epoch
 * @param counted outcomes so far, over all models
 * @param problem why the run will never be complete, in words; null: nothing speaks against it
 */
public record RunProgress(
        String run,
        String dataset,
        String task,
        @Nullable Long items,
        boolean complete,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String problem,
        boolean archived,
        long createdAt,
        Map<String, String> tags,
        long counted,
        List<ModelProgress> models) {

    /**
     * One model of it.
     *
     * @param rule null as long as nothing came of the model; then {@code score} is, too
     */
    public record ModelProgress(
            String model,
            long counted,
            long failed,
            long unparsed,
            long refused,
            @Nullable String rule,
            @Nullable RuleMetrics score,
            @Nullable Double itemsPerSecond) {}
}
