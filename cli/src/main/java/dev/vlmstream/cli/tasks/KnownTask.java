package dev.vlmstream.cli.tasks;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.tasks.InvalidTaskException;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskFiles;
import dev.vlmstream.evaluation.tasks.TaskKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A task that can be pushed.
 *
 * @param file empty of one that ships
 */
record KnownTask(TaskDefinition definition, Optional<Path> file) {

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

    /** The file as it stands. */
    String text() {
        return file.map(TaskFiles::text).orElseGet(() -> ShippedTasks.text(definition.id()));
    }
}
