package dev.vlmstream.cli.runs;

import dev.vlmstream.cli.frequency.CountFile;
import dev.vlmstream.cli.options.OneOf;
import dev.vlmstream.cli.options.TargetOption;
import dev.vlmstream.cli.runs.RunsCommand.EditOutput;
import dev.vlmstream.schemas.RunManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "frequencies",
        description = {
            "Shows a run's accuracies beside counts of its class names, also after it was pushed; numbers do not change.",
            ""
        },
        footer = {"", "Example:", "  vlmstream runs frequencies imagenet-1 counts.json"})
public final class FrequenciesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's id; `vlmstream runs` lists them.")
    private String run;

    @Parameters(index = "1", paramLabel = "FILE", description = "Counts that `vlmstream frequency` wrote.")
    private Path file;

    @Option(
            names = "--frequency-count",
            paramLabel = "KIND",
            converter = Kinds.class,
            defaultValue = "texts",
            description = "Which counts: texts, occurrences or study (default: ${DEFAULT-VALUE}).")
    private String kind;

    @Mixin
    private TargetOption where;

    @Mixin
    private EditOutput output = new EditOutput();

    static final class Kinds extends OneOf {
        Kinds() {
            super(CountFile.KINDS);
        }
    }

    @Override
    public Integer call() {
        RunEditor editor = new RunEditor(where.target());
        RunManifest manifest = editor.require(List.of(run)).get(0);
        Map<String, Long> counts = CountFile.read(file, kind, manifest.getClasses());
        editor.rewrite(
                List.of(RunManifest.newBuilder(manifest).setFrequencies(counts).build()));
        output.say(spec, run, "names", counts.size(), "beside counts of " + counts.size() + " names");
        return 0;
    }
}
