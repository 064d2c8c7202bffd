package dev.vlmstream.inference.clip;

import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.RuntimeOptions;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.GraphFiles;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.image.FixedImageProcessor;
import dev.vlmstream.inference.image.ImageProcessor;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import java.util.List;

/** Two towers and the scale between them. */
final class ClipModel implements DualEncoder {

    private final ModelBundle bundle;
    private final ImageProcessor processor;
    private final PixelGraph vision;
    private final TextTower text;
    private final float scale;

    private ClipModel(ModelBundle bundle, ImageProcessor processor, PixelGraph vision, TextTower text, float scale) {
        this.bundle = bundle;
        this.processor = processor;
        this.vision = vision;
        this.text = text;
        this.scale = scale;
    }

    static ClipModel load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        GraphFiles graphs = new GraphFiles(files);
        FixedImageProcessor processor = Requirements.fixedImageProcessor(files, options);
        try (Loading loading = new Loading()) {
            Graph visionGraph = loading.add(Graph.load(graphs.require(ClipFamily.VISION, options.dtype()), options));
            PixelGraph vision = new PixelGraph(visionGraph, processor, "image_embeds", "pooler_output");
            Tokenizer tokenizer = loading.add(Tokenizer.load(files));
            Graph textGraph = loading.add(Graph.load(graphs.require(ClipFamily.TEXT, options.dtype()), options));
            TextTower text = new TextTower(tokenizer, textGraph, files);
            float scale = (float) Math.exp(files.requireNumber(ClipFamily.SCALE));
            return loading.complete(new ClipModel(bundle, processor, vision, text, scale));
        }
    }

    @Override
    public float[][] embedImages(List<float[]> pixelValues) {
        return vision.rows(pixelValues);
    }

    @Override
    public float[][] embedTexts(List<String> texts) {
        return text.embed(texts);
    }

    @Override
    public float logitScale() {
        return scale;
    }

    @Override
    public float logitBias() {
        return 0;
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
        Loading.closeAll(List.of(vision, text));
    }
}
