package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.JsonCommand;
import dev.vlmstream.cli.options.TasksOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.tasks.InvalidTaskException;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskFiles;
import dev.vlmstream.evaluation.tasks.TaskKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "tasks",
        description = "Lists the benchmarks that ship and those in tasks/, and shows how one is asked and judged.",
        footer = {
            "  vlmstream tasks list",
            "  vlmstream tasks show mmbench > tasks/my-mmbench.yaml",
            "  vlmstream push data.jsonl --task my-mmbench --models my-llava"
        },
        subcommands = {TasksCommand.ListCommand.class, TasksCommand.ShowCommand.class})
public final class TasksCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "a subcommand is missing: vlmstream tasks list or vlmstream tasks show NAME");
    }

    @Command(
            name = "list",
            description = "Lists the shipped tasks and those in --tasks.",
            footer = {"  vlmstream tasks list", "  vlmstream tasks list --tasks benchmarks --json"})
    static final class ListCommand extends JsonCommand {
        @Mixin
        private TasksOption tasks;

        @Override
        public Integer call() {
            List<KnownTask> known = KnownTask.all(tasks.folder());
            if (json) {
                print(Json.pretty(asJson(known)));
            } else {
                table(known).lines().forEach(this::print);
            }
            return 0;
        }

        private static TextTable table(List<KnownTask> known) {
            TextTable table = new TextTable("task", "title", "kind", "rules", "other wordings", "dataset");
            known.forEach(task -> table.row(
                    task.definition().id(),
                    task.definition().title(),
                    task.definition().kind().id(),
                    task.rules(),
                    task.styles(),
                    task.file().isPresent() ? task.file().get() : task.dataset()));
            return table;
        }

        private static ArrayNode asJson(List<KnownTask> known) {
            ArrayNode all = Json.array();
            known.forEach(task -> {
                var one = all.addObject()
                        .put("task", task.definition().id())
                        .put("title", task.definition().title())
                        .put("kind", task.definition().kind().id())
                        .put("digest", task.definition().digest())
                        .put("file", task.file().map(Object::toString).orElse(null))
                        .put("dataset", task.definition().data().dataset());
                task.definition().rules().forEach(rule -> one.withArray("rules").add(rule.id()));
                task.definition()
                        .styles()
                        .keySet()
                        .forEach(style -> one.withArray("styles").add(style));
            });
            return all;
        }
    }

    @Command(
            name = "show",
            description = {
                "Prints a task's file, as a starting point for your own. With --json its definition, with all",
                "defaults, class names and the digest of what is asked and judged."
            },
            footer = {"  vlmstream tasks show chartqa", "  vlmstream tasks show tasks/mine.yaml --json"})
    static final class ShowCommand extends JsonCommand {
        @Mixin
        private TasksOption tasks;

        @Parameters(paramLabel = "NAME|FILE", description = "One of vlmstream tasks list, or a file.")
        private String task;

        @Override
        public Integer call() {
            TaskDefinition definition = tasks.definition(task)
                    .orElseThrow(() -> new CommandFailure("there is no task \"" + task + "\""
                            + TaskFiles.suggestion(task, tasks.folder()) + "; vlmstream tasks list lists them"));
            if (json) {
                print(Json.pretty(definition.plain()));
            } else {
                out().print(new KnownTask(definition, file(definition)).text());
            }
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

    /**
     * A task that can be pushed.
     *
     * @param file empty of one that ships
     */
    private record KnownTask(TaskDefinition definition, Optional<Path> file) {

        /**
         * Those of the folder, then those that ship; one of the folder goes before one that ships of the same name.
         *
         * @throws CommandFailure naming each file that defines none
         */
        static List<KnownTask> all(Path folder) {
            Map<String, KnownTask> tasks = new LinkedHashMap<>();
            List<String> wrong = new ArrayList<>();
            for (Path file : TaskFiles.in(folder)) {
                try {
                    TaskDefinition definition = ShippedTasks.requireSame(TaskFiles.read(file));
                    tasks.put(definition.id(), new KnownTask(definition, Optional.of(file)));
                } catch (InvalidTaskException e) {
                    wrong.add(e.getMessage());
                } catch (IllegalArgumentException e) {
                    wrong.add(file + ": " + e.getMessage());
                }
            }
            if (!wrong.isEmpty()) {
                throw new CommandFailure(String.join("\n", wrong));
            }
            ShippedTasks.all().forEach(task -> tasks.putIfAbsent(task.id(), new KnownTask(task, Optional.empty())));
            return List.copyOf(tasks.values());
        }

        /** By which answers are judged, the one that stands for the task first. */
        String rules() {
            return definition.kind() == TaskKind.CLASSIFICATION
                    ? "by what is asked"
                    : definition.rules().stream().map(Rule::id).collect(Collectors.joining(", "));
        }

        String styles() {
            return String.join(", ", definition.styles().keySet());
        }

        /** Where its items are; empty where the user names them. */
        String dataset() {
            return definition.data().dataset() == null ? "" : definition.data().dataset();
        }

        String text() {
            return file.map(TaskFiles::text).orElseGet(() -> ShippedTasks.text(definition.id()));
        }
    }
}
