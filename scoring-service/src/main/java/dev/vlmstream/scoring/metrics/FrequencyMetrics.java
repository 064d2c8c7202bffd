package dev.vlmstream.scoring.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vlmstream.evaluation.frequency.FrequencyAnalysis;
import dev.vlmstream.evaluation.statistics.BootstrapInterval;
import dev.vlmstream.evaluation.statistics.Bounds;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

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
     * @param low lower end of the 95 % interval by resampling classes
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record CorrelationMetrics(Double value, Double low, Double high) {
        static CorrelationMetrics of(OptionalDouble value, Optional<BootstrapInterval> interval) {
            Bounds bounds = interval.map(BootstrapInterval::bounds).orElse(null);
            return new CorrelationMetrics(
                    value.isPresent() ? value.getAsDouble() : null,
                    bounds == null ? null : bounds.low(),
                    bounds == null ? null : bounds.high());
        }
    }

    /**
     * Classes of similar counts.
     *
     * @param below null: no limit
     * @param accuracy mean over the classes; null without any
     * @param items of the classes together
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record BinMetrics(long from, Long below, int classes, Double accuracy, RuleMetrics items) {
        static BinMetrics of(FrequencyAnalysis.FrequencyBin bin) {
            return new BinMetrics(
                    bin.from(),
                    bin.below().isPresent() ? bin.below().getAsLong() : null,
                    bin.classes(),
                    bin.accuracy().isPresent() ? bin.accuracy().getAsDouble() : null,
                    RuleMetrics.of(bin.items()));
        }
    }

    static FrequencyMetrics of(String model, FrequencyAnalysis analysis) {
        return new FrequencyMetrics(
                model,
                analysis.classes(),
                CorrelationMetrics.of(analysis.spearman(), analysis.spearmanInterval()),
                CorrelationMetrics.of(analysis.pearson(), analysis.pearsonInterval()),
                analysis.bins().stream().map(BinMetrics::of).toList());
    }
}
