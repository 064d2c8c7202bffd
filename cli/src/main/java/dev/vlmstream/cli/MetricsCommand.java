package dev.vlmstream.cli;

import dev.vlmstream.cli.command.PrintingCommand;
import dev.vlmstream.cli.options.ServerOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.MetricsTable;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "metrics",
        description =
                "Prints a run's current numbers: accuracy with its 95 %% interval by model and rule, the judges' verdicts, and calibration.",
        footer = {
            "  vlmstream metrics flowers-1",
            "  vlmstream metrics flowers-1 --format md > table.md",
            "  vlmstream metrics flowers-1 --json"
        })
final class MetricsCommand extends PrintingCommand {
    enum MetricsFormat {
        table,
        json,
        csv,
        md
    }

    @Parameters(paramLabel = "RUN", description = "The run's id; `vlmstream runs` lists them.")
    private String run;

    @Mixin
    private ServerOption server;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private MetricsFormat format;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Override
    public Integer call() {
        RunMetrics metrics = server.client().metrics(run);
        switch (json ? MetricsFormat.json : format) {
            case json -> print(Json.pretty(metrics));
            case csv -> MetricsTable.every(metrics).csv().forEach(this::print);
            case md -> {
                MetricsTable.rules(metrics).markdown().forEach(this::print);
                below(MetricsTable.models(metrics), TextTable::markdown);
            }
            case table -> {
                print(run + ": " + metrics.task() + ", " + metrics.items() + " items, "
                        + state(metrics)
                        + (Boolean.FALSE.equals(metrics.judged()) ? ", not judged yet" : ""));
                MetricsTable.rules(metrics).lines().forEach(this::print);
                MetricsTable.judging(metrics).forEach(this::print);
                below(MetricsTable.models(metrics), TextTable::lines);
            }
        }
        return 0;
    }

    private static String state(RunMetrics metrics) {
        return metrics.problem() != null
                ? "never complete: " + metrics.problem()
                : metrics.complete() ? metrics.completion() : "not complete yet";
    }

    private void below(TextTable table, Function<TextTable, List<String>> form) {
        if (!table.isEmpty()) {
            out().println();
            form.apply(table).forEach(this::print);
        }
    }
}
