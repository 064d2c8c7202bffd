package dev.vlmstream.cli.tasks;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.options.TasksOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskFiles;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "show",
        description = {
            "Prints a task's file, as a starting point for your own. With --json its definition, with all",
            "defaults, class names and the digest of what is asked and judged.",
            ""
        },
        footer = {"", "Examples:", "  vlmstream tasks show chartqa", "  vlmstream tasks show tasks/mine.yaml --json"})
final class TasksShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TasksOption tasks;

    @Parameters(paramLabel = "NAME|FILE", description = "One of vlmstream tasks list, or a file.")
    private String task;

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        TaskDefinition definition = tasks.definition(task)
                .orElseThrow(() -> new CommandFailure("there is no task \"" + task + "\""
                        + TaskFiles.suggestion(task, tasks.folder()) + "; vlmstream tasks list lists them"));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(Json.MAPPER.valueToTree(definition.plain())));
        } else {
            out.print(new KnownTask(definition, file(definition)).text());
        }
        out.flush();
        return 0;
    }

    private Optional<Path> file(TaskDefinition definition) {
        for (Path file : new Path[] {
            Path.of(task),
            tasks.folder().resolve(definition.id() + ".yaml"),
            tasks.folder().resolve(definition.id() + ".yml")
        }) {
            if (Files.isRegularFile(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
