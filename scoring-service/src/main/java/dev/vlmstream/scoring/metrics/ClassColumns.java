package dev.vlmstream.scoring.metrics;

import dev.vlmstream.scoring.runs.RunView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The recall of every class in columns: a tenth of the size of {@link ClassRow}s, so that a reader who sorts and filters
 * has all classes at once.
 *
 * @param names of the classes, in the order of {@link ClassRow}
 * @param models in the run's order
 */
public record ClassColumns(List<String> names, List<ModelColumns> models) {
    private static final double DIGITS = 10_000;

    /**
     * One model's numbers, each list as long as {@code names}.
     *
     * @param n items of the class that the model's primary rule judged
     * @param low lower end of the 95 % Wilson interval to four digits; null for n = 0
     * @param high its upper end
     */
    public record ModelColumns(String model, List<Long> n, List<Long> correct, List<Double> low, List<Double> high) {
        private ModelColumns(String model) {
            this(model, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        private void add(RuleMetrics metrics) {
            n.add(metrics == null ? 0 : metrics.n());
            correct.add(metrics == null ? 0 : metrics.correct());
            low.add(metrics == null ? null : rounded(metrics.low()));
            high.add(metrics == null ? null : rounded(metrics.high()));
        }
    }

    public static ClassColumns of(RunView view) {
        Map<String, ModelColumns> columns = new LinkedHashMap<>();
        view.models().forEach(model -> columns.put(model, new ModelColumns(model)));
        List<String> names = new ArrayList<>();
        for (ClassRow row : ClassRow.of(view)) {
            names.add(row.name());
            columns.forEach((model, column) -> column.add(row.models().get(model)));
        }
        return new ClassColumns(names, List.copyOf(columns.values()));
    }

    private static Double rounded(Double value) {
        return value == null ? null : Math.round(value * DIGITS) / DIGITS;
    }
}
