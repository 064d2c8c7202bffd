package dev.vlmstream.scoring.metrics;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.rest.metrics.ClassColumns;
import dev.vlmstream.rest.metrics.ClassRow;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.scoring.runs.RunView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The recall of every class of a run under each model's primary rule. */
public final class ClassRecalls {
    private static final double DIGITS = 10_000;

    private ClassRecalls() {}

    /** In the order of the run's class list, then labels that are not in it. */
    public static List<ClassRow> rows(RunView view) {
        Map<String, Map<String, CorrectCount>> counts = new LinkedHashMap<>();
        view.manifest().orElseThrow().getClasses().forEach(name -> counts.put(name, new LinkedHashMap<>()));
        Set<String> models = view.models();
        for (String model : models) {
            for (MetricSnapshot snapshot : view.snapshots(model)) {
                snapshot.getClasses()
                        .forEach((name, count) -> counts.computeIfAbsent(name, n -> new LinkedHashMap<>())
                                .merge(model, RuleFigures.count(count), CorrectCount::merge));
            }
        }
        List<ClassRow> rows = new ArrayList<>();
        counts.forEach((name, byModel) -> rows.add(new ClassRow(name, metrics(byModel))));
        return rows;
    }

    private static Map<String, RuleMetrics> metrics(Map<String, CorrectCount> counts) {
        Map<String, RuleMetrics> metrics = new LinkedHashMap<>();
        counts.forEach((model, count) -> metrics.put(model, RuleFigures.of(count)));
        return metrics;
    }

    /** The same, a model at a time. */
    public static ClassColumns columns(RunView view) {
        List<ClassRow> rows = rows(view);
        return new ClassColumns(
                rows.stream().map(ClassRow::name).toList(),
                view.models().stream().map(model -> column(model, rows)).toList());
    }

    private static ClassColumns.ModelColumns column(String model, List<ClassRow> rows) {
        ClassColumns.ModelColumns column = new ClassColumns.ModelColumns(
                model, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (ClassRow row : rows) {
            RuleMetrics metrics = row.models().get(model);
            column.n().add(metrics == null ? 0 : metrics.n());
            column.correct().add(metrics == null ? 0 : metrics.correct());
            column.low().add(metrics == null ? null : rounded(metrics.low()));
            column.high().add(metrics == null ? null : rounded(metrics.high()));
        }
        return column;
    }

    private static @Nullable Double rounded(@Nullable Double value) {
        return value == null ? null : Math.round(value * DIGITS) / DIGITS;
    }
}
