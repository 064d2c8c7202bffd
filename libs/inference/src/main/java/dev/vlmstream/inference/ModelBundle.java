package dev.vlmstream.inference;

import dev.vlmstream.inference.bundle.BundleDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
    private final BundleDirectory files;
    private @Nullable String digest;

    /** @param tasks as its family says */
    public ModelBundle(BundleDirectory files, ModelKind kind, List<String> tasks) {
        this.files = files;
        this.directory = files.path();
        this.name = files.name();
        this.kind = kind;
        this.tasks = List.copyOf(tasks);
    }

    public Path directory() {
        return directory;
    }

    /** Its files, and of an overlay its base's. */
    public BundleDirectory files() {
        return files;
    }

    /** The directory of the bundle that it is an overlay of; empty of any other. */
    public Optional<Path> base() {
        return files.base().map(BundleDirectory::path);
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

    /**
     * SHA-256 in hexadecimal over names and contents of all files; of an overlay over its own, which name the base's digest. Read
     * on the first call, then kept.
     */
    public synchronized String digest() {
        if (digest == null) {
            digest = files.digest();
        }
        return digest;
    }

    @Override
    public String toString() {
        return name + " (" + kind + ", " + directory + ")";
    }
}
