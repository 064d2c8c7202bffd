package dev.vlmstream.inference;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleFinder;
import dev.vlmstream.inference.bundle.Families;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory with a model's ONNX and configuration files, known by what its {@code config.json} says. Nothing is loaded.
 */
public final class ModelBundle {

    private final Path directory;
    private final String name;
    private final ModelKind kind;
    private String digest;

    private ModelBundle(Path directory, String name, ModelKind kind) {
        this.directory = directory;
        this.name = name;
        this.kind = kind;
    }

    /** @throws BundleException if the directory has no readable {@code config.json}, or its family is not supported */
    public static ModelBundle open(Path directory) {
        BundleDirectory files = BundleDirectory.open(directory);
        return new ModelBundle(files.path(), files.name(), Families.of(files).kind());
    }

    /**
     * The usable bundles in a directory, in directories below it and in those below them, by name; others are left out.
     *
     * @throws BundleException if there is no such directory
     */
    public static List<ModelBundle> find(Path modelsDirectory) {
        return BundleFinder.find(modelsDirectory);
    }

    /**
     * The bundle of that name in a directory that {@link #find} searches.
     *
     * @throws BundleException if there is none (the message lists those there are), several, or it is not usable
     */
    public static ModelBundle named(Path modelsDirectory, String name) {
        return BundleFinder.named(modelsDirectory, name);
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
