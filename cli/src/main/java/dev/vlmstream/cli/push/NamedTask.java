package dev.vlmstream.cli.push;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A task that a run names and a file defines.
 *
 * @param key by which the run names it: task or benchmark
 */
public record NamedTask(String key, TaskDefinition definition) {

    /**
     * The task that is named, if it is no one that every run may ask, such as open-world.
     *
     * @param given plain values by the settings' keys
     * @param folder to which paths are relative
     * @param own the folder of the user's tasks
     * @throws IllegalArgumentException if it is not found, or its file defines none
     */
    public static Optional<NamedTask> of(Map<String, ?> given, Path folder, String own) {
        String key = key(given);
        if (!(given.get(key) instanceof String name) || isAskedOfAll(name)) {
            return Optional.empty();
        }
        Path tasks = folder.resolve(own);
        Optional<TaskDefinition> found = TaskFiles.find(name, folder, tasks);
        if (found.isEmpty()) {
            throw new IllegalArgumentException("there is no task \"" + name + "\"" + TaskFiles.suggestion(name, tasks)
                    + "; see vlmstream tasks list, or name a file");
        }
        return found.map(definition -> new NamedTask(key, definition));
    }

    /** Of a run that names both, what is asked is no file's. */
    public static String key(Map<String, ?> given) {
        return given.containsKey(RunSettings.BENCHMARK.key()) ? RunSettings.BENCHMARK.key() : RunSettings.TASK.key();
    }

    private static boolean isAskedOfAll(String name) {
        return Arrays.stream(Task.values()).anyMatch(task -> task.id().equals(name));
    }

    /** Puts the definition in the place of its name. */
    public void applyTo(Map<String, Object> given) {
        given.remove(key);
        given.put(RunSettings.BENCHMARK.key(), definition.id());
        given.put(RunSettings.DEFINITION.key(), definition);
    }
}
