package dev.vlmstream.rest.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a run.
 *
 * @param items how many the run has; null until it is known
 * @param judged the run is complete, and every answer has a verdict of every judge; null: the run has no judges
 * @param judgingCost USD that the verdicts of remote judges cost, of all models together; null: the run has no judges
 * @param complete every item is counted for every model but those that are absent, and every score can be read
 * @param absent models that the run continues without, since no service announced them in time
 * @param problem why the run will never be complete, in words; null: nothing speaks against it
 */
public record RunMetrics(
        String run,
        String task,
        @Nullable Long items,
        boolean complete,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String problem,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean judged,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double judgingCost,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> absent,
        List<ModelMetrics> models) {
    public RunMetrics {
        // Left out where it is empty.
        absent = absent == null ? List.of() : List.copyOf(absent);
    }

    /** Whether there is nothing to wait for any more. */
    public boolean ended() {
        return complete || problem != null;
    }

    /** Items that no answer came of, over all models. */
    public long failed() {
        return models.stream().mapToLong(ModelMetrics::failed).sum();
    }

    /** What is said of it once it is complete. */
    public String completion() {
        return Completion.inWords(failed(), absent);
    }

    /** Everything counted, over all models. */
    public long counted() {
        return models.stream().mapToLong(ModelMetrics::counted).sum();
    }
}
