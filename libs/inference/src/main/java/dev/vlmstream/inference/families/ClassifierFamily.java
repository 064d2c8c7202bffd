package dev.vlmstream.inference.families;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.ImageClassifier;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelFamily;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.GraphFiles;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.onnx.TensorSpec;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Supervised image classifiers of any architecture: one graph from pixels to logits.
 *
 * <p>Whatever its config.json calls {@code …ForImageClassification}; the graph hides the architecture.
 */
public final class ClassifierFamily implements ModelFamily {

    static final String GRAPH = "model";

    /** Read as classifiers also where config.json names no architecture. */
    private static final Set<String> MODEL_TYPES = Set.of("""
            vit deit beit swin swinv2 resnet regnet convnext convnextv2 efficientnet mobilenet_v1 mobilenet_v2
            mobilevit mobilevitv2 levit poolformer pvt cvt focalnet hiera timm_wrapper""".split("\\s+"));

    @Override
    public ModelKind kind() {
        return ModelKind.CLASSIFIER;
    }

    @Override
    public String supported() {
        return "image classifiers (architectures: …ForImageClassification)";
    }

    @Override
    public boolean reads(BundleDirectory bundle) {
        for (JsonNode architecture : bundle.config().path("architectures")) {
            if (architecture.asText().endsWith("ForImageClassification")) {
                return true;
            }
        }
        return MODEL_TYPES.contains(bundle.modelType());
    }

    @Override
    public List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        return List.of(
                Requirements.imageProcessor(options), Requirements.graph(GRAPH, options), ClassifierFamily::labels);
    }

    @Override
    public Model load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        return ClassifierModel.load(bundle, files, options);
    }

    /**
     * Class names from {@code id2label}.
     *
     * @throws dev.vlmstream.inference.bundle.BundleException unless every index from 0 on has a name
     */
    private static List<String> labels(BundleDirectory bundle) {
        JsonNode names = bundle.config().path("id2label");
        if (!names.isObject() || names.isEmpty()) {
            throw bundle.absent(BundleDirectory.CONFIG, "id2label", "an object of class names");
        }
        return IntStream.range(0, names.size())
                .mapToObj(i -> label(bundle, names, i))
                .toList();
    }

    private static String label(BundleDirectory bundle, JsonNode names, int index) {
        JsonNode name = names.get(String.valueOf(index));
        if (name == null || !name.isTextual()) {
            throw bundle.absent(BundleDirectory.CONFIG, "id2label." + index, "a string");
        }
        return name.asText();
    }

    /**
     * One graph and its class names.
     *
     * @param features over the same graph as {@link #graph}, which closes it; null if it has no such output
     */
    private record ClassifierModel(
            ModelBundle bundle,
            ImageProcessor processor,
            PixelGraph graph,
            @Nullable PixelGraph features,
            List<String> labels)
            implements ImageClassifier {
        private static final String LOGITS = "logits";
        private static final String FEATURES = "features";

        static ClassifierModel load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
            FixedImageProcessor processor = Requirements.fixedImageProcessor(files, options);
            List<String> labels = ClassifierFamily.labels(files);
            try (Loading loading = new Loading()) {
                Graph graph = loading.add(
                        Graph.load(new GraphFiles(files).require(ClassifierFamily.GRAPH, options), options));
                PixelGraph pixels = new PixelGraph(graph, processor, LOGITS);
                requireOnePerLabel(graph, labels);
                PixelGraph features = graph.output(FEATURES)
                        .map(output -> new PixelGraph(graph, processor, FEATURES))
                        .orElse(null);
                return loading.complete(new ClassifierModel(bundle, processor, pixels, features, labels));
            }
        }

        private static void requireOnePerLabel(Graph graph, List<String> labels) {
            TensorSpec logits = graph.requireOutput(LOGITS);
            if (logits.fixed(1) && logits.shape()[1] != labels.size()) {
                throw new BundleException(
                        graph.file() + " gives " + logits.shape()[1] + " logits but config.json's id2label" + " has "
                                + labels.size() + " names; one of the two files is another model's");
            }
        }

        @Override
        public float[][] logits(List<float[]> pixelValues) {
            return graph.rows(pixelValues);
        }

        @Override
        public Optional<float[][]> features(List<float[]> pixelValues) {
            return Optional.ofNullable(features).map(head -> head.rows(pixelValues));
        }

        @Override
        public ImageProcessor imageProcessor() {
            return processor;
        }

        @Override
        public void close() {
            graph.close();
        }
    }
}
