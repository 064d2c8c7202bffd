package dev.vlmstream.inference;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.GraphFiles;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory with a model's ONNX and configuration files, known by what its {@code config.json} says. Nothing is loaded.
 * {@link dev.vlmstream.inference.loading.BundleFinder} opens it.
 */
public final class ModelBundle {

    private final ModelKind kind;
    private final List<String> tasks;
    private final Set<String> graphs;
    private final BundleDirectory files;
    private final String dtype;
    private final Digest digest;

    /**
     * @param tasks as its family says
     * @param graphs those that its family reads
     */
    public ModelBundle(BundleDirectory files, ModelKind kind, List<String> tasks, Set<String> graphs) {
        this(files, kind, tasks, graphs, "", new Digest(files));
    }

    private ModelBundle(
            BundleDirectory files,
            ModelKind kind,
            List<String> tasks,
            Set<String> graphs,
            String dtype,
            Digest digest) {
        this.graphs = Set.copyOf(graphs);
        this.dtype = dtype;
        this.digest = digest;
        this.files = files;
        this.kind = kind;
        this.tasks = List.copyOf(tasks);
    }

    public Path directory() {
        return files.path();
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
        return files.name();
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
    public String digest() {
        return digest.get();
    }

    /** This bundle as it is when its graphs are loaded. */
    public ModelBundle loadedWith(RuntimeOptions options) {
        String taken = new GraphFiles(files).taken(graphs, options).toString();
        return new ModelBundle(files, kind, tasks, graphs, taken, digest);
    }

    /** Those in which all of its graphs are there, the most precise first. */
    public List<String> dtypes() {
        return new GraphFiles(files).dtypes(graphs);
    }

    /**
     * Of which dtype the graphs are that were loaded, such as {@code fp32}, or {@code decoder_model_merged=q4,fp32} where they
     * differ; empty where none were, as of a remote model.
     */
    public String dtype() {
        return dtype;
    }

    /** Reading all files of a large bundle takes minutes, so it is done once, whatever it is loaded with. */
    private static final class Digest {
        private final BundleDirectory files;
        private @Nullable String known;

        Digest(BundleDirectory files) {
            this.files = files;
        }

        synchronized String get() {
            if (known == null) {
                known = files.digest();
            }
            return known;
        }
    }

    @Override
    public String toString() {
        return name() + " (" + kind + ", " + directory() + ")";
    }
}
