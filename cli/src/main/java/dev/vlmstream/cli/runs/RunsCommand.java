package dev.vlmstream.cli.runs;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.JsonCommand;
import dev.vlmstream.cli.command.PrintingCommand;
import dev.vlmstream.cli.frequency.CountFile;
import dev.vlmstream.cli.options.Converters.OneOf;
import dev.vlmstream.cli.options.ServerOption;
import dev.vlmstream.cli.options.TargetOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.rest.runs.RunSummary;
import dev.vlmstream.schemas.RunManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "runs",
        description =
                "Lists the runs, newest first; its subcommands tag, archive and delete them, ask models that came late,"
                        + " and compare runs with class frequencies.",
        footer = {"  vlmstream runs", "  vlmstream runs --archived", "  vlmstream runs tag flowers-1 by=ada"},
        subcommands = {
            RunsCommand.TagCommand.class,
            AskCommand.class,
            RunsCommand.FrequenciesCommand.class,
            RunsCommand.ArchiveCommand.class,
            RunsCommand.UnarchiveCommand.class,
            DeleteCommand.class
        })
public final class RunsCommand extends JsonCommand {
    @Mixin
    private ServerOption server;

    @Option(names = "--archived", description = "Also list archived runs.")
    private boolean archived;

    @Override
    public Integer call() {
        List<RunSummary> runs = server.client().runs(archived);
        if (json) {
            print(Json.pretty(runs));
        } else if (runs.isEmpty()) {
            print("no runs yet; vlmstream push DATASET makes one");
        } else {
            table(runs).lines().forEach(this::print);
        }
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

    private static String state(RunSummary run) {
        String state = run.problem() != null ? run.problem() : run.complete() ? run.completion() : "running";
        return state + (run.archived() ? ", archived" : "");
    }

    private static String tags(RunSummary run) {
        return run.tags().entrySet().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .collect(Collectors.joining(" "));
    }

    /** A command that changes runs, and says of each what is so now: a line, for people or as JSON. */
    abstract static class EditCommand extends PrintingCommand {
        @Mixin
        TargetOption where;

        @Option(names = "--json", description = "Print as JSON, one line per run.")
        private boolean json;

        /**
         * @param key of what changed, in JSON
         * @param value as it is now
         * @param words the same in words
         */
        final void say(String run, String key, Object value, String words) {
            print(json ? Json.line(Json.object().put("run", run).putPOJO(key, value)) : "run " + run + ": " + words);
        }
    }

    @Command(
            name = "tag",
            description =
                    "Adds notes to a run, shown wherever the run is shown; KEY= without a value removes one. Numbers do"
                            + " not change.",
            footer = {"  vlmstream runs tag flowers-1 paper=table-2 by=ada", "  vlmstream runs tag flowers-1 by="})
    static final class TagCommand extends EditCommand {
        @Parameters(index = "0", paramLabel = "RUN", description = "The run's id; `vlmstream runs` lists them.")
        private String run;

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY=VALUE", description = "Tags.")
        private Map<String, String> changes = Map.of();

        @Override
        public Integer call() {
            RunEditor editor = new RunEditor(where.target());
            RunManifest manifest = editor.require(List.of(run)).get(0);
            Map<String, String> tags = new TreeMap<>(manifest.getTags());
            changes.forEach((key, value) -> {
                if (key.isBlank()) {
                    throw new CommandFailure("a tag needs a key before its =");
                }
                if (value == null || value.isEmpty()) {
                    tags.remove(key);
                } else {
                    tags.put(key, value);
                }
            });
            editor.rewrite(
                    List.of(RunManifest.newBuilder(manifest).setTags(tags).build()));
            editor.awaitShown(scoring -> tags.equals(scoring.run(run).tags()));
            say(run, "tags", tags, tags.isEmpty() ? "no tags" : tags.toString());
            return 0;
        }
    }

    @Command(
            name = "archive",
            description = "Archives runs: they are listed only with --archived, and stay readable by their id.",
            footer = {"  vlmstream runs archive flowers-1 flowers-2", "  vlmstream runs --archived"})
    static final class ArchiveCommand extends EditCommand {
        @Parameters(arity = "1..*", paramLabel = "RUN", description = "Ids of runs; `vlmstream runs` lists them.")
        private List<String> runs = List.of();

        @Override
        public Integer call() {
            new RunEditor(where.target()).archive(runs, true);
            runs.forEach(run -> say(run, "archived", true, "archived"));
            return 0;
        }
    }

    @Command(
            name = "unarchive",
            description = "Lists archived runs again.",
            footer = "  vlmstream runs unarchive flowers-1")
    static final class UnarchiveCommand extends EditCommand {
        @Parameters(
                arity = "1..*",
                paramLabel = "RUN",
                description = "Ids of runs; `vlmstream runs --archived` lists them.")
        private List<String> runs = List.of();

        @Override
        public Integer call() {
            new RunEditor(where.target()).archive(runs, false);
            runs.forEach(run -> say(run, "archived", false, "listed"));
            return 0;
        }
    }

    @Command(
            name = "frequencies",
            description =
                    "Gives a run that was already pushed the frequencies of its classes, shown beside its accuracies. Its numbers do"
                            + " not change.",
            footerHeading = "%nExample:%n",
            footer = "  vlmstream runs frequencies imagenet-1 counts.json")
    static final class FrequenciesCommand extends EditCommand {
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
            editor.rewrite(List.of(
                    RunManifest.newBuilder(manifest).setFrequencies(counts).build()));
            say(run, "names", counts.size(), "beside counts of " + counts.size() + " names");
            return 0;
        }
    }
}
