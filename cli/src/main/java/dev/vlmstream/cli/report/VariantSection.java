package dev.vlmstream.cli.report;

import dev.vlmstream.cli.report.results.Rate.PairedDifference;
import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.rest.metrics.ModelMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Prompts, order of the labels, chain of thought, questions with the class's name or without their image: each beside the
 * base setting, paired item by item.
 */
final class VariantSection {
    private VariantSection() {}

    static Section of(List<RunResult> runs, ScoringClient client) {
        List<ReportedRate> lines = new ArrayList<>();
        for (RunResult run : runs) {
            List<String> variant = run.variant();
            if (!variant.isEmpty()) {
                Optional<RunResult> base = runs.stream()
                        .filter(other ->
                                other.hasTheTaskOf(run) && other.variant().isEmpty())
                        .findFirst();
                run.models().forEach(model -> lines.add(line(run, model, variant, base, client)));
            }
        }
        return Section.of(
                "Inference variants",
                "Each beside the run with the study's base prompt, random order and questions as they are, on the items that"
                        + " both answered; p: exact McNemar (Student's paired t test"
                        + " of rules that give part credit), not corrected for the number of rows.",
                lines);
    }

    private static ReportedRate line(
            RunResult run, ModelMetrics model, List<String> variant, Optional<RunResult> base, ScoringClient client) {
        String labels = run.hasLabels() ? ", K = " + run.details().labels() : "";
        ReportedRate line = run.line(model, model.task() + labels + ": " + String.join(", ", variant), "–");
        return base.filter(other -> has(other, line.model()))
                .map(other -> line.withPaired(new PairedDifference(
                        other.run(), client.compare(run.run(), line.model(), line.model(), other.run()))))
                .orElse(line);
    }

    private static boolean has(RunResult run, String model) {
        return run.models().stream().anyMatch(other -> other.model().equals(model));
    }
}
