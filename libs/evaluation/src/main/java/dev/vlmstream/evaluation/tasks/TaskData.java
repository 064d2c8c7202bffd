package dev.vlmstream.evaluation.tasks;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a task's items are and how they are read. It is for the user: no service reads it, and it is no part of the
 * definition that travels with a run.
 *
 * @param dataset a path or an address as {@code push} takes it; null: the user names one
 * @param split to be read; null: the only one
 * @param columns which column holds a field, as {@code push --map} takes them; several are separated by a plus
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

    /**
     * How a benchmark's own file is read, as whoever made the benchmark published it.
     *
     * @param names by which the file is known
     * @param split to be read where the run says none; null: the only one
     * @param join the name of the file beside it that has more of each row, such as the answers; null: there is none
     * @param columns which column holds a field, before what the task says of all its files
     * @param require fields without which a row is no item of the task
     */
    public record OfficialFile(
            List<String> names,
            @Nullable String split,
            @Nullable String join,
            Map<String, String> columns,
            Set<String> require) {
        /** Any other file. */
        public static final OfficialFile NONE = new OfficialFile(List.of(), null, null, Map.of(), Set.of());

        public OfficialFile {
            names = List.copyOf(names);
            columns = new LinkedHashMap<>(columns);
            require = Set.copyOf(require);
        }

        /** By the names of a task's file. */
        Map<String, Object> plain() {
            Map<String, Object> plain = new LinkedHashMap<>();
            plain.put("name", names);
            Canonical.put(plain, "split", split);
            Canonical.put(plain, "join", join);
            Canonical.put(plain, "map", columns);
            Canonical.put(plain, "require", List.copyOf(require));
            return plain;
        }

        /**
         * The file that has the rest.
         *
         * @param dataset where this one lies
         */
        public @Nullable Path beside(Path dataset) {
            return join == null ? null : dataset.toAbsolutePath().resolveSibling(join);
        }
    }
}
