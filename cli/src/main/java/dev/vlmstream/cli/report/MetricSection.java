package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.MetricsTable.MetricRow;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.evaluation.metrics.Metric;
import dev.vlmstream.rest.metrics.ModelMetrics;
import java.util.List;

/** What is measured of models besides their rules. */
final class MetricSection {
    private MetricSection() {}

    static Section of(List<RunResult> runs) {
        TextTable table = new TextTable("dataset", "model", "run", "metric", ">n", ">value", ">95 %", "what it is");
        for (RunResult run : runs) {
            for (ModelMetrics model : run.models()) {
                MetricRow.of(model, Metric.Subject.MODEL)
                        .forEach(metric -> table.row(
                                run.dataset(),
                                model.model(),
                                run.run(),
                                metric.title(),
                                metric.n(),
                                metric.value(),
                                metric.interval(),
                                metric.help()));
            }
        }
        return new Section("Every metric", "All that is measured of a model besides its rules.", List.of(), table)
                .fold();
    }
}
