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
        name = "archive",
        description = {"Archives runs: they are listed only with --archived, and stay readable by their id.", ""},
        footer = {"", "Examples:", "  vlmstream runs archive flowers-1 flowers-2", "  vlmstream runs --archived"})
public final class ArchiveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Ids of runs; `vlmstream runs` lists them.")
    private List<String> runs = List.of();

    @Mixin
    private TargetOption where;

    @Mixin
    private EditOutput output = new EditOutput();

    @Override
    public Integer call() {
        new RunEditor(where.target()).archive(runs, true);
        runs.forEach(run -> output.say(spec, run, "archived", true, "archived"));
        return 0;
    }
}
