package dev.vlmstream.cli.options;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.tasks.InvalidTaskException;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Where tasks of your own lie. */
@Command
public final class TasksOption {
    @Option(
            names = "--tasks",
            paramLabel = "DIR",
            defaultValue = "tasks",
            description = "Tasks of your own, DIR/NAME.yaml, which --task NAME finds (default: ${DEFAULT-VALUE}).")
    private Path folder;

    public Path folder() {
        return folder;
    }

    /**
     * The definition that a task's name means.
     *
     * @param task a name or a file; null: none
     * @return empty if it is what every run may ask, such as open-world, or no task at all
     * @throws CommandFailure if a file defines no task
     */
    public Optional<TaskDefinition> definition(@Nullable String task) {
        if (task == null
                || Arrays.stream(Task.values()).anyMatch(one -> one.id().equals(task))) {
            return Optional.empty();
        }
        try {
            return TaskFiles.find(task, Path.of(""), folder);
        } catch (InvalidTaskException e) {
            throw new CommandFailure(e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(task + ": " + e.getMessage(), e);
        }
    }
}
