package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.push.ContextFit;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.rest.metrics.ModelMetrics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What made the numbers: each run's settings, each model's digest. */
final class SettingSections {
    private SettingSections() {}

    /** Models that were not asked, because no prompt fits into their context. */
    static Section notApplicable(List<RunResult> runs) {
        TextTable table = new TextTable("dataset", "model", "run", ">accuracy", "why");
        for (RunResult run : runs) {
            run.details().tags().forEach((tag, why) -> {
                if (tag.startsWith(ContextFit.TAG)) {
                    table.row(run.dataset(), tag.substring(ContextFit.TAG.length()), run.run(), "N/A", why);
                }
            });
        }
        return new Section(
                "Not applicable", "Models that none of a run's prompts fits were not asked.", List.of(), table);
    }

    static Section runs(List<RunResult> runs) {
        TextTable table = new TextTable(
                "run",
                "dataset",
                "split",
                "task",
                "prompt",
                "not by default",
                ">items",
                ">classes",
                "state",
                "software",
                "created");
        for (RunResult run : runs) {
            table.row(
                    run.run(),
                    run.dataset(),
                    orDash(run.details().split()),
                    run.task(),
                    run.details().prompt(),
                    others(run),
                    orDash(run.details().items()),
                    run.details().classCount(),
                    run.details().complete() ? "complete" : "running: numbers so far",
                    run.details().softwareVersion(),
                    Instant.ofEpochMilli(run.details().createdAt()).truncatedTo(ChronoUnit.SECONDS));
        }
        return new Section("Settings", "", List.of(), table);
    }

    private static String others(RunResult run) {
        Map<String, String> settings = new LinkedHashMap<>(run.settings());
        settings.remove(RunSettings.PROMPT.key());
        return settings.isEmpty()
                ? "–"
                : settings.entrySet().stream().map(RunResult::words).collect(Collectors.joining("; "));
    }

    static Section models(List<RunResult> runs) {
        TextTable table = new TextTable("run", "model", "digest", ">answered", ">unparsed", ">refused", ">failed");
        for (RunResult run : runs) {
            for (ModelMetrics model : run.models()) {
                table.row(
                        run.run(),
                        model.model(),
                        model.digest().isEmpty() ? "not answered yet" : model.digest(),
                        model.answered(),
                        model.unparsed(),
                        model.refused(),
                        model.failed());
            }
        }
        return new Section("Models", "The digest is that of the bundle's files.", List.of(), table);
    }

    private static String orDash(@Nullable Object value) {
        return value == null ? "–" : value.toString();
    }
}
