package dev.vlmstream.inference.classifier;

import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.ImageClassifier;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.bundle.BundleDirectory;
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
import org.jspecify.annotations.Nullable;

/** One graph and its class names. */
final class ClassifierModel implements ImageClassifier {

    private static final String LOGITS = "logits";
    private static final String FEATURES = "features";

    private final ModelBundle bundle;
    private final ImageProcessor processor;
    private final PixelGraph graph;
    /** Over the same graph as {@link #graph}, which closes it; null if it has no such output. */
    private final @Nullable PixelGraph features;

    private final List<String> labels;

    private ClassifierModel(
            ModelBundle bundle,
            ImageProcessor processor,
            PixelGraph graph,
            @Nullable PixelGraph features,
            List<String> labels) {
        this.bundle = bundle;
        this.processor = processor;
        this.graph = graph;
        this.features = features;
        this.labels = labels;
    }

    static ClassifierModel load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        FixedImageProcessor processor = Requirements.fixedImageProcessor(files, options);
        List<String> labels = Labels.read(files);
        try (Loading loading = new Loading()) {
            Graph graph =
                    loading.add(Graph.load(new GraphFiles(files).require(ClassifierFamily.GRAPH, options), options));
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
    public List<String> labels() {
        return labels;
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
    public ModelBundle bundle() {
        return bundle;
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
