package dev.vlmstream.scoring.metrics;

import dev.vlmstream.evaluation.metrics.RuleCount;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.scoring.runs.RunView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One class of a run: its recall under each model's primary rule.
 *
 * @param name the class
 * @param models by model; a model that has not answered for the class is absent
 */
public record ClassRow(String name, Map<String, RuleMetrics> models) {

    /** In the order of the run's class list, then labels that are not in it. */
    public static List<ClassRow> of(RunView view) {
        Map<String, Map<String, RuleCount>> counts = new LinkedHashMap<>();
        view.manifest().orElseThrow().getClasses().forEach(name -> counts.put(name, new LinkedHashMap<>()));
        Set<String> models = view.models();
        for (String model : models) {
            for (MetricSnapshot snapshot : view.snapshots(model)) {
                snapshot.getClasses()
                        .forEach((name, count) -> counts.computeIfAbsent(name, n -> new LinkedHashMap<>())
                                .merge(model, RuleMetrics.count(count), RuleCount::merge));
            }
        }
        List<ClassRow> rows = new ArrayList<>();
        counts.forEach((name, byModel) -> rows.add(new ClassRow(name, metrics(byModel))));
        return rows;
    }

    private static Map<String, RuleMetrics> metrics(Map<String, RuleCount> counts) {
        Map<String, RuleMetrics> metrics = new LinkedHashMap<>();
        counts.forEach((model, count) -> metrics.put(model, RuleMetrics.of(count)));
        return metrics;
    }
}
