package dev.vlmstream.inference.loading;

import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelFamily;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says everything that keeps a bundle from being used, not only the first thing. */
public final class BundleCheck {
    private static final Pattern WEIGHTS = Pattern.compile("[^/\\\\]+\\.(safetensors|bin|pt|pth|ckpt)");
    /** Graphs lie in a bundle's directory, or in one below it. */
    private static final int GRAPHS = 2;

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
        List<String> problems = new ArrayList<>(missing(directory, bases, options));
        if (problems.isEmpty()) {
            ModelBundle bundle = BundleFinder.open(directory, bases);
            if (bundle.kind() != ModelKind.REMOTE) {
                collect(() -> ModelLoader.load(bundle, options).close(), problems);
            }
        }
        return List.copyOf(problems);
    }

    /** What is wrong with files and keys, which takes no time: no graph is loaded. */
    public static List<String> missing(Path directory, Collection<Path> bases, RuntimeOptions options) {
        BundleDirectory files;
        ModelFamily family;
        Optional<String> weights = weights(directory);
        if (weights.isPresent()) {
            return List.of(directory.toAbsolutePath().normalize() + " holds PyTorch weights (" + weights.get()
                    + ") and no ONNX graphs: export them with `python tools/export/export.py --model " + directory
                    + " --out models/NAME`, in a Python with tools/export/requirements.txt, and check models/NAME");
        }
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
        return List.copyOf(problems);
    }

    /** A file of weights as PyTorch has them, in a directory without a graph; empty where there are graphs, or an overlay's base is named. */
    private static Optional<String> weights(Path directory) {
        try (Stream<Path> files = Files.walk(directory, GRAPHS)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            boolean bundle = all.stream().anyMatch(file -> file.toString().endsWith(".onnx"));
            return bundle || BundleDirectory.isOverlay(directory)
                    ? Optional.empty()
                    : all.stream()
                            .map(file -> directory.relativize(file).toString())
                            .filter(name -> WEIGHTS.matcher(name).matches())
                            .min(Comparator.naturalOrder());
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static void collect(Runnable check, List<String> problems) {
        try {
            check.run();
        } catch (BundleException e) {
            problems.add(e.getMessage());
        }
    }
}
