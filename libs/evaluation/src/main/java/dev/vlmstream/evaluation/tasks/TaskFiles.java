package dev.vlmstream.evaluation.tasks;

import dev.vlmstream.evaluation.NearNames;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Tasks that users wrote: files, and folders of them. */
public final class TaskFiles {
    private static final long LARGEST = 1 << 20;

    private TaskFiles() {}

    /**
     * The task of a file; a dataset's path is relative to it.
     *
     * @throws InvalidTaskException naming the file, the line and the fix
     */
    public static TaskDefinition read(Path file) {
        TaskDefinition definition = TaskReader.read(file.toString(), text(file), name -> classes(file, name));
        TaskData data = definition.data();
        return data.dataset() == null || data.dataset().contains("://")
                ? definition
                : definition.with(new TaskData(
                        file.toAbsolutePath()
                                .resolveSibling(data.dataset())
                                .normalize()
                                .toString(),
                        data.split(),
                        data.columns(),
                        data.files(),
                        data.classes(),
                        data.templates()));
    }

    /** The file as it stands. */
    public static String text(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new InvalidTaskException(file + ": there is no such file");
            }
            if (Files.size(file) > LARGEST) {
                throw new InvalidTaskException(file + " has " + Files.size(file) + " bytes, of at most " + LARGEST
                        + "; a task is a short file");
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new InvalidTaskException(file + " is not UTF-8; save it as UTF-8", e);
        } catch (IOException e) {
            throw new InvalidTaskException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A list that ships, or a file beside the task's: a name a line. */
    private static List<String> classes(Path file, String name) {
        Path list = file.resolveSibling(name);
        if (!Files.isRegularFile(list)) {
            return ShippedTasks.classes(name);
        }
        return text(list).lines().filter(line -> !line.isBlank()).toList();
    }

    /** All {@code *.yaml} and {@code *.yml} of a folder in the order of their names; none where it is missing. */
    public static List<Path> in(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(".+\\.ya?ml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InvalidTaskException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The task that is called so: a file, one of a folder, or one that ships.
     *
     * @param name a path of a file, or an id
     * @param base to which paths are relative
     * @param folder of the user's tasks
     * @return empty if it is no task of a file, as those that every run may ask are
     * @throws InvalidTaskException if it is a file and defines none, or a file of the folder called so defines another
     */
    public static Optional<TaskDefinition> find(String name, Path base, Path folder) {
        if (name.matches(".+\\.ya?ml") || name.contains("/") || name.contains("\\")) {
            return Optional.of(ShippedTasks.requireSame(read(base.resolve(name).normalize())));
        }
        for (String ending : List.of(".yaml", ".yml")) {
            Path file = name.isBlank() ? folder : folder.resolve(name + ending);
            if (Files.isRegularFile(file)) {
                TaskDefinition definition = ShippedTasks.requireSame(read(file));
                if (!definition.id().equals(name)) {
                    throw new InvalidTaskException(file + ": \"task\" is " + definition.id()
                            + ", and the file is called " + name + "; call both the same");
                }
                return Optional.of(definition);
            }
        }
        return ShippedTasks.find(name);
    }

    /** What might have been meant by a name of no task, for messages; begins with a semicolon. */
    public static String suggestion(String name, Path folder) {
        Set<String> known = new LinkedHashSet<>(ShippedTasks.IDS);
        in(folder).forEach(file -> known.add(file.getFileName().toString().replaceFirst("\\.ya?ml$", "")));
        return NearNames.suggestion(name, known);
    }
}
