package dev.vlmstream.inference;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** One kind of architecture: how its bundles are told from others, checked and loaded, and what they can do. */
public interface ModelFamily {

    /** What its models answer with. */
    ModelKind kind();

    /**
     * The ids of the tasks in whose runs its models answer, as manifests and announcements write them: those of its kind,
     * but for what a bundle can do less, or more.
     */
    default List<String> tasks(BundleDirectory bundle) {
        return kind().tasks();
    }

    /** What it reads, for the sentence that lists all families: its {@code model_type}s, or other words. */
    String supported();

    /** Whether a bundle whose config.json has this {@code model_type} and architecture is of this family. */
    boolean reads(BundleDirectory bundle);

    /** Which graphs it reads of those that a bundle has, by their names. */
    default Set<String> graphs(Set<String> present) {
        return present;
    }

    /**
     * What a bundle must have, each as a check that throws {@link dev.vlmstream.inference.bundle.BundleException}. None of them
     * opens a graph.
     */
    List<Consumer<BundleDirectory>> requirements(RuntimeOptions options);

    /** Loads a bundle that meets all requirements. */
    Model load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options);
}
