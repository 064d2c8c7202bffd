package dev.vlmstream.evaluation.tasks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a task's items are and how they are read. It is for the user: no service reads it, and it is no part of the
 * definition that travels with a run.
 *
 * @param dataset a path or an address as {@code push} takes it; null: the user names one
 * @param split to be read; null: the only one
 * @param columns which column holds a field, as {@code push --map} takes them; several are parted by a plus
 * @param files those that the benchmark's authors published, by their names
 * @param classes the names of the classes in the order of the dataset's indices; empty where items bring their questions
 * @param templates of dual encoders, {@code {}} stands for the class; empty: the default
 */
public record TaskData(
        @Nullable String dataset,
        @Nullable String split,
        Map<String, String> columns,
        List<OfficialFile> files,
        List<String> classes,
        List<String> templates) {
    /** Of no task. */
    public static final TaskData NONE = new TaskData(null, null, Map.of(), List.of(), List.of(), List.of());

    public TaskData {
        columns = new LinkedHashMap<>(columns);
        files = List.copyOf(files);
        classes = List.copyOf(classes);
        templates = List.copyOf(templates);
    }

    /** How the file of that name is read, if it is one of the benchmark's own. */
    public OfficialFile file(String name) {
        return files.stream()
                .filter(file -> file.names().contains(name))
                .findFirst()
                .orElse(OfficialFile.NONE);
    }
}
