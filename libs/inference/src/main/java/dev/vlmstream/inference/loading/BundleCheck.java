package dev.vlmstream.inference.loading;

import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelFamily;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.Agreement;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says everything that keeps a bundle from being used, not only the first thing. */
public final class BundleCheck {
    private static final Pattern WEIGHTS = Pattern.compile("[^/\\\\]+\\.(safetensors|bin|pt|pth|ckpt)");
    /** Graphs lie in a bundle's directory, or in one below it. */
    private static final int GRAPHS = 2;
    /** Families whose graphs tools/export does not make, or not of weights as they are published. */
    private static final Map<String, String> OTHER_WAYS = Map.of(
            "moondream1",
            " yourself, or download such a bundle: `./vlmstream models pull Xenova/moondream2`",
            "llava_qwen2",
            ", converted by Apple's convert_fastvlm_weights_to_hf.py, with `python tools/export/export.py --model"
                    + " CONVERTED --out models/NAME`");

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
        try {
            files = BundleDirectory.open(directory, bases);
            files.requireBase();
            family = ModelFamilies.of(files);
        } catch (BundleException e) {
            boolean isConfigured = Files.exists(directory.resolve(BundleDirectory.CONFIG));
            return List.of(weights.isEmpty() || isConfigured ? e.getMessage() : exportOf(directory, "", weights.get()));
        }
        List<String> problems = new ArrayList<>();
        for (Consumer<BundleDirectory> requirement : family.requirements(options)) {
            collect(() -> requirement.accept(files), problems);
        }
        collect(() -> Agreement.of(files), problems);
        if (!problems.isEmpty() && isWithoutGraphs(directory) && family.kind() != ModelKind.REMOTE) {
            problems.add(0, exportOf(directory, files.modelType(), weights.orElse(null)));
        }
        return weights.isPresent() && !problems.isEmpty() ? problems.subList(0, 1) : List.copyOf(problems);
    }

    /** @param weights PyTorch's; null: there are none either */
    private static String exportOf(Path directory, String modelType, @Nullable String weights) {
        String lacking = weights == null
                ? " holds no ONNX graphs: export the model"
                : " holds PyTorch weights (" + weights + ") and no ONNX graphs: export them";
        String exported = " with `python tools/export/export.py --model "
                + (weights == null ? "OWNER/NAME" : directory)
                + " --out models/NAME`, in a Python with tools/export/requirements.txt, and check models/NAME";
        return directory.toAbsolutePath().normalize() + lacking + OTHER_WAYS.getOrDefault(modelType, exported);
    }

    /** Nor do they come from an overlay's base. */
    private static boolean isWithoutGraphs(Path directory) {
        return !BundleDirectory.isOverlay(directory)
                && files(directory).stream().noneMatch(file -> file.endsWith(".onnx"));
    }

    /** A file of weights as PyTorch has them, in a directory without a graph. */
    private static Optional<String> weights(Path directory) {
        return isWithoutGraphs(directory)
                ? files(directory).stream()
                        .filter(name -> WEIGHTS.matcher(name).matches())
                        .min(Comparator.naturalOrder())
                : Optional.empty();
    }

    private static List<String> files(Path directory) {
        try (Stream<Path> files = Files.walk(directory, GRAPHS, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
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
