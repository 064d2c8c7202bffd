package dev.vlmstream.inference.bundle;

import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.RuntimeOptions;
import java.util.List;
import java.util.function.Consumer;

/** One kind of architecture. Adding one means one package and one line in {@link Families}. */
public interface Family {

    /** What its models answer with. */
    ModelKind kind();

    /** Whether a bundle whose config.json has this {@code model_type} and architecture is of this family. */
    boolean reads(BundleDirectory bundle);

    /**
     * What a bundle must have, each as a check that throws {@link dev.vlmstream.inference.BundleException}. None of them
     * opens a graph.
     */
    List<Consumer<BundleDirectory>> requirements(RuntimeOptions options);

    /** Loads a bundle that meets all requirements. */
    Model load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options);
}
