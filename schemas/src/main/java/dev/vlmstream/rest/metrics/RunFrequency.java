package dev.vlmstream.rest.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run's accuracies against how often its classes' names occur in texts.
 *
 * @param names of the classes that have a count, in the run's order; empty where the manifest brings no counts
 * @param counts of these
 * @param models in the run's order; empty where there are no counts
 */
public record RunFrequency(String run, List<String> names, List<Long> counts, List<FrequencyMetrics> models) {

    /**
     * A model's accuracy at classes against how often their names occur in the texts of the run's manifest.
     *
     * @param classes that have a count and items
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record FrequencyMetrics(
            String model, int classes, CorrelationMetrics spearman, CorrelationMetrics pearson, List<BinMetrics> bins) {

        /**
         * @param value null where counts or accuracies are constant
         * @param low lower end of the 95 % interval; null for Pearson's, and for fewer than four classes
         */
        @JsonInclude(JsonInclude.Include.ALWAYS)
        public record CorrelationMetrics(
                @Nullable Double value,
                @Nullable Double low,
                @Nullable Double high) {}

        /**
         * Classes of similar counts.
         *
         * @param below null: no limit
         * @param accuracy mean over the classes; null without any
         * @param items of the classes together
         */
        @JsonInclude(JsonInclude.Include.ALWAYS)
        public record BinMetrics(
                long from,
                @Nullable Long below,
                int classes,
                @Nullable Double accuracy,
                RuleMetrics items) {}
    }
}
