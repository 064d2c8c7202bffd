package dev.vlmstream.inference.loading;

import dev.vlmstream.inference.ModelFamily;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Says everything that keeps a bundle from being used, not only the first thing. */
public final class BundleCheck {

    private BundleCheck() {}

    /**
     * Checks files and keys; if all are there, loads the graphs as well. Of a remote model, whether its API key is there.
     *
     * @return one sentence per problem, each naming file or key and the fix; empty if the bundle can be used
     */
    public static List<String> problems(Path directory, RuntimeOptions options) {
        return problems(directory, List.of(), options);
    }

    /** As {@link #problems(Path, RuntimeOptions)}; an overlay's base is looked for in {@code bases} and beside it. */
    public static List<String> problems(Path directory, Collection<Path> bases, RuntimeOptions options) {
        BundleDirectory files;
        ModelFamily family;
        try {
            files = BundleDirectory.open(directory, bases);
            files.requireBase();
            family = ModelFamilies.of(files);
        } catch (BundleException e) {
            return List.of(e.getMessage());
        }
        List<String> problems = new ArrayList<>();
        for (Consumer<BundleDirectory> requirement : family.requirements(options)) {
            collect(() -> requirement.accept(files), problems);
        }
        if (problems.isEmpty() && family.kind() != ModelKind.REMOTE) {
            collect(
                    () -> ModelLoader.load(BundleFinder.open(directory, bases), options)
                            .close(),
                    problems);
        }
        return List.copyOf(problems);
    }

    private static void collect(Runnable check, List<String> problems) {
        try {
            check.run();
        } catch (BundleException e) {
            problems.add(e.getMessage());
        }
    }
}
