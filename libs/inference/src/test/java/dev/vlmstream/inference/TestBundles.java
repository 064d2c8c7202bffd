package dev.vlmstream.inference;

import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.BatchingOptions;
import dev.vlmstream.inference.runtime.Dtypes;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Small bundles with random weights, of families that the demo does not have, and the tests' pictures. */
public final class TestBundles {

    /** As long as a model is there: tests ask it about the same few pictures again and again. */
    private static final Map<VisionModel, Map<String, VisionInput>> INPUTS =
            Collections.synchronizedMap(new WeakHashMap<>());

    private TestBundles() {}

    /** A bundle of each family of models that see and write. */
    public static final List<String> FAMILIES = List.of(
            "tiny-llava",
            "tiny-llava-next",
            "tiny-llava-onevision",
            "tiny-fastvlm",
            "tiny-blip2-opt",
            "tiny-instructblip",
            "tiny-qwen2.5-vl",
            "tiny-qwen3-vl",
            "tiny-smolvlm",
            "tiny-internvl3",
            "tiny-moondream2",
            "tiny-paligemma2",
            "tiny-gemma3",
            "tiny-florence2");

    /** Recorded cases name pictures under it: {@code image/preprocess-open/…}, {@code image/emoji/…}. */
    public static Path pictures() {
        return Path.of("..", "preprocessing", "src", "test", "resources");
    }

    /** Where {@link dev.vlmstream.inference.verify.Verification} finds them: some cases begin with {@code resources/}, and
     * tools/export has pictures of its own. */
    public static List<Path> pictureRoots() {
        return List.of(pictures(), pictures().getParent(), Path.of("..", "..", "tools", "export", "images"));
    }

    /** Where the pictures are of bundles that tools/export made. */
    public static List<Path> exporterPictures() {
        return List.of(Path.of("..", "..", "tools", "export", "images"));
    }

    public static Path path(String bundle) {
        return Path.of("src", "test", "resources", "models", bundle);
    }

    public static VisionLanguageModel load(String bundle) {
        return load(path(bundle));
    }

    /** In one thread: threads that wait for each other's small shares take more time than they spare. */
    public static final RuntimeOptions ONE_THREAD = RuntimeOptions.cpu().withIntraOpThreads(1);

    /** A bundle in one of its dtypes. */
    public record Loaded(Path bundle, String dtype) {
        public VisionLanguageModel with(BatchingOptions batching) {
            return load(bundle, ONE_THREAD.withDtypes(Dtypes.of(dtype)).withBatching(batching));
        }

        /** One of its graphs. */
        public Path graph(String stem) {
            return bundle.resolve("onnx/" + stem + (dtype.equals("fp32") ? "" : "_" + dtype) + ".onnx");
        }
    }

    /** A bundle wherever it is. */
    public static VisionLanguageModel load(Path bundle) {
        return load(bundle, ONE_THREAD);
    }

    /** A bundle wherever it is. */
    public static VisionLanguageModel load(Path bundle, RuntimeOptions options) {
        return (VisionLanguageModel) ModelLoader.load(BundleFinder.open(bundle), options);
    }

    /** A copy that a test may break, under {@code directory}. */
    public static Path copy(String bundle, Path directory) {
        return copyOf(path(bundle), directory);
    }

    /** A copy of a bundle wherever it is, under {@code directory}. */
    public static Path copyOf(Path bundle, Path directory) {
        Path to = directory.resolve(bundle.getFileName().toString());
        try (Stream<Path> files = Files.walk(bundle)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(bundle.relativize(file).toString()));
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The demo's emoji-vlm with the same weights in a decoder with GroupQueryAttention (tools/goldens/gqa.py). */
    public static Path groupQueryAttention(Path directory) {
        Path bundle = copyOf(Demo.models().resolve("emoji-vlm"), directory);
        try {
            Files.copy(
                    path("emoji-vlm-gqa").resolve("decoder_model_merged.onnx"),
                    bundle.resolve("onnx/decoder_model_merged.onnx"),
                    StandardCopyOption.REPLACE_EXISTING);
            return bundle;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** tiny-smolvlm with its decoder in int8 and q4 as well (tools/goldens/quantized.py), for which its other graphs are fp32's. */
    public static Path quantized(Path directory) {
        return quantized("tiny-smolvlm", "decoder_model_merged", List.of("vision_encoder", "embed_tokens"), directory);
    }

    /** tiny-vit in int8 and q4 as well. */
    public static Path quantizedEncoder(Path directory) {
        return quantized("tiny-vit", "model", List.of(), directory);
    }

    private static Path quantized(String name, String graph, List<String> others, Path directory) {
        Path bundle = copy(name, directory);
        try {
            Path graphs = bundle.resolve("onnx");
            for (String dtype : List.of("int8", "q4")) {
                String file = graph + "_" + dtype + ".onnx";
                Files.copy(path(name + "-quantized").resolve(file), graphs.resolve(file));
                for (String other : others) {
                    Files.copy(graphs.resolve(other + ".onnx"), graphs.resolve(other + "_" + dtype + ".onnx"));
                }
            }
            return bundle;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param image under {@code image/preprocess-open} */
    public static VisionInput input(VisionModel model, String image) {
        return INPUTS.computeIfAbsent(model, any -> new ConcurrentHashMap<>())
                .computeIfAbsent(image, any -> processed(model, image));
    }

    private static VisionInput processed(VisionModel model, String image) {
        try {
            Path file = pictures().resolve("image/preprocess-open").resolve(image);
            return model.imageProcessor().input(Files.readAllBytes(file), image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
