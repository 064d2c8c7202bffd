package dev.vlmstream.cli.runs;

import dev.vlmstream.cli.options.TargetOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "unarchive",
        description = {"Lists archived runs again.", ""},
        footer = {"", "Examples:", "  vlmstream runs unarchive flowers-1"})
public final class UnarchiveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "Ids of runs; `vlmstream runs --archived` lists them.")
    private List<String> runs = List.of();

    @Mixin
    private TargetOption where;

    @Mixin
    private EditOutput output = new EditOutput();

    @Override
    public Integer call() {
        new RunEditor(where.target()).archive(runs, false);
        runs.forEach(run -> output.say(spec, run, "archived", false, "listed"));
        return 0;
    }
}
