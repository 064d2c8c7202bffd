package dev.vlmstream.cli;

import dev.vlmstream.cli.options.ServerOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.runs.ArchiveCommand;
import dev.vlmstream.cli.runs.AskCommand;
import dev.vlmstream.cli.runs.DeleteCommand;
import dev.vlmstream.cli.runs.FrequenciesCommand;
import dev.vlmstream.cli.runs.TagCommand;
import dev.vlmstream.cli.runs.UnarchiveCommand;
import dev.vlmstream.rest.runs.RunSummary;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "runs",
        description = {
            "Lists the runs, newest first; its subcommands tag, archive and delete them, ask models that came late, and compare runs with class frequencies.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream runs",
            "  vlmstream runs --archived",
            "  vlmstream runs tag flowers-1 by=ada"
        },
        subcommands = {
            TagCommand.class,
            AskCommand.class,
            FrequenciesCommand.class,
            ArchiveCommand.class,
            UnarchiveCommand.class,
            DeleteCommand.class
        })
final class RunsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOption server;

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Option(names = "--archived", description = "Also archived runs.")
    private boolean archived;

    @Override
    public Integer call() {
        List<RunSummary> runs = server.client().runs(archived);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(runs));
        } else if (runs.isEmpty()) {
            out.println("no runs yet; vlmstream push DATASET makes one");
        } else {
            table(runs).lines().forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private static TextTable table(List<RunSummary> runs) {
        TextTable table = new TextTable("run", "dataset", "task", ">items", ">counted", "state", "models", "tags");
        for (RunSummary run : runs) {
            table.row(
                    run.run(),
                    run.dataset(),
                    run.task(),
                    run.items() == null ? "?" : run.items(),
                    run.counted(),
                    state(run),
                    String.join(", ", run.models()),
                    tags(run));
        }
        return table;
    }

    private static String complete(RunSummary run) {
        return run.absent().isEmpty() ? "complete" : "complete, not asked: " + String.join(", ", run.absent());
    }

    private static String state(RunSummary run) {
        String state = run.problem() != null ? run.problem() : run.complete() ? complete(run) : "running";
        return state + (run.archived() ? ", archived" : "");
    }

    private static String tags(RunSummary run) {
        return run.tags().entrySet().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .collect(Collectors.joining(" "));
    }
}
