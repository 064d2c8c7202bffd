package dev.vlmstream.scoring.metrics;

import dev.vlmstream.evaluation.frequency.FrequencyAnalysis;
import dev.vlmstream.evaluation.statistics.Bounds;
import dev.vlmstream.rest.metrics.RunFrequency;
import dev.vlmstream.rest.metrics.RunFrequency.FrequencyMetrics;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.runs.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A run's accuracies against how often its classes' names occur in texts. */
public final class Frequencies {
    private Frequencies() {}

    public static RunFrequency of(RunView view) {
        RunManifest manifest = view.manifest().orElseThrow();
        Map<String, Long> frequencies = manifest.getFrequencies();
        List<String> names = new ArrayList<>(manifest.getClasses());
        names.retainAll(frequencies.keySet());
        frequencies.keySet().stream()
                .filter(name -> !manifest.getClasses().contains(name))
                .sorted()
                .forEach(names::add);
        List<FrequencyMetrics> models = new ArrayList<>();
        for (String model : frequencies.isEmpty() ? List.<String>of() : view.models()) {
            var tally = new MetricSum(model, manifest.getTask(), view.snapshots(model)).classes();
            models.add(of(model, FrequencyAnalysis.of(frequencies, tally)));
        }
        return new RunFrequency(
                manifest.getRun(), names, names.stream().map(frequencies::get).toList(), models);
    }

    private static FrequencyMetrics of(String model, FrequencyAnalysis analysis) {
        return new FrequencyMetrics(
                model,
                analysis.classes(),
                correlation(analysis.spearman(), analysis.spearmanInterval()),
                correlation(analysis.pearson(), Optional.empty()),
                analysis.bins().stream().map(Frequencies::bin).toList());
    }

    private static FrequencyMetrics.CorrelationMetrics correlation(OptionalDouble value, Optional<Bounds> interval) {
        Bounds bounds = interval.orElse(null);
        return new FrequencyMetrics.CorrelationMetrics(
                value.isPresent() ? value.getAsDouble() : null,
                bounds == null ? null : bounds.low(),
                bounds == null ? null : bounds.high());
    }

    private static FrequencyMetrics.BinMetrics bin(FrequencyAnalysis.FrequencyBin bin) {
        return new FrequencyMetrics.BinMetrics(
                bin.from(),
                bin.below().isPresent() ? bin.below().getAsLong() : null,
                bin.classes(),
                bin.accuracy().isPresent() ? bin.accuracy().getAsDouble() : null,
                RuleFigures.of(bin.items()));
    }
}
