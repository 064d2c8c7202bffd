package dev.vlmstream.inference;

import dev.vlmstream.inference.bundle.BundleDirectory;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory with a model's ONNX and configuration files, known by what its {@code config.json} says. Nothing is loaded.
 * {@link dev.vlmstream.inference.loading.BundleFinder} opens it.
 */
public final class ModelBundle {

    private final Path directory;
    private final String name;
    private final ModelKind kind;
    private final List<String> tasks;
    private @Nullable String digest;

    /** @param tasks as its family says */
    public ModelBundle(Path directory, String name, ModelKind kind, List<String> tasks) {
        this.directory = directory;
        this.name = name;
        this.kind = kind;
        this.tasks = List.copyOf(tasks);
    }

    public Path directory() {
        return directory;
    }

    /** The directory's name. */
    public String name() {
        return name;
    }

    public ModelKind kind() {
        return kind;
    }

    /** The ids of the tasks in whose runs it answers; none of a bundle that only judges. */
    public List<String> tasks() {
        return tasks;
    }

    /** SHA-256 in hexadecimal over names and contents of all files. Read on the first call, then kept. */
    public synchronized String digest() {
        if (digest == null) {
            digest = BundleDirectory.open(directory).digest();
        }
        return digest;
    }

    @Override
    public String toString() {
        return name + " (" + kind + ", " + directory + ")";
    }
}
