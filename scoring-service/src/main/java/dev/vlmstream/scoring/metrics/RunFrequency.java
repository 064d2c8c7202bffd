package dev.vlmstream.scoring.metrics;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.runs.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A run's accuracies against how often its classes' names occur in texts.
 *
 * @param names of the classes that have a count, in the run's order; empty where the manifest brings no counts
 * @param counts of these
 * @param models in the run's order; empty where there are no counts
 */
public record RunFrequency(String run, List<String> names, List<Long> counts, List<FrequencyMetrics> models) {

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
            boolean all = manifest.getItems() != null && view.indexed(model) >= manifest.getItems();
            var tally = new MetricSum(model, manifest.getTask(), view.snapshots(model)).classes();
            models.add(FrequencyMetrics.of(model, view.resampling(model).frequency(tally, frequencies, all)));
        }
        return new RunFrequency(
                manifest.getRun(), names, names.stream().map(frequencies::get).toList(), models);
    }
}
