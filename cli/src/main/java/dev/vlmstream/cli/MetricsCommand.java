package dev.vlmstream.cli;

import dev.vlmstream.cli.options.ServerOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.MetricsTable;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "metrics",
        description = {
            "Prints a run's current numbers: accuracy with its 95 %% interval by model and rule, the judges' verdicts, and calibration.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream metrics flowers-1",
            "  vlmstream metrics flowers-1 --format md > table.md",
            "  vlmstream metrics flowers-1 --json"
        })
final class MetricsCommand implements Callable<Integer> {
    enum MetricsFormat {
        table,
        json,
        csv,
        md
    }

    @Spec
    private CommandSpec spec;

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
        PrintWriter out = spec.commandLine().getOut();
        switch (json ? MetricsFormat.json : format) {
            case json -> out.println(Json.pretty(metrics));
            case csv -> MetricsTable.every(metrics).csv().forEach(out::println);
            case md -> {
                MetricsTable.rules(metrics).markdown().forEach(out::println);
                below(MetricsTable.models(metrics), TextTable::markdown, out);
            }
            case table -> {
                out.println(run + ": " + metrics.task() + ", " + metrics.items() + " items, "
                        + state(metrics)
                        + (Boolean.FALSE.equals(metrics.judged()) ? ", not judged yet" : ""));
                MetricsTable.rules(metrics).lines().forEach(out::println);
                MetricsTable.judging(metrics).forEach(out::println);
                below(MetricsTable.models(metrics), TextTable::lines, out);
            }
        }
        return 0;
    }

    private static String state(RunMetrics metrics) {
        return metrics.problem() != null
                ? "never complete: " + metrics.problem()
                : metrics.complete() ? metrics.completion() : "not complete yet";
    }

    private static void below(TextTable table, Function<TextTable, List<String>> form, PrintWriter out) {
        if (!table.isEmpty()) {
            out.println();
            form.apply(table).forEach(out::println);
        }
    }
}
