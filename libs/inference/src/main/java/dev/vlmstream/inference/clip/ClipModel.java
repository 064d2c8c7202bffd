package dev.vlmstream.inference.clip;

import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.clip.ClipFamily.Similarity;
import dev.vlmstream.inference.clip.ClipFamily.TowerFiles;
import dev.vlmstream.inference.clip.TextTower.TextRules;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Two towers and the similarity between them. */
final class ClipModel implements DualEncoder {

    private final ModelBundle bundle;
    private final ImageProcessor processor;
    private final PixelGraph vision;
    private final TextTower text;
    private final Similarity similarity;

    private ClipModel(ModelBundle bundle, ImageProcessor processor, Towers towers, Similarity similarity) {
        this.bundle = bundle;
        this.processor = processor;
        this.vision = towers.vision();
        this.text = towers.text();
        this.similarity = similarity;
    }

    static ClipModel load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        FixedImageProcessor processor = Requirements.fixedImageProcessor(files, options);
        try (Loading loading = new Loading()) {
            Towers towers = Towers.load(files, processor, options, loading);
            return loading.complete(new ClipModel(bundle, processor, towers, Similarity.read(files)));
        }
    }

    @Override
    public float[][] embedImages(List<float[]> pixelValues) {
        return vision.rows(pixelValues);
    }

    @Override
    public float[][][] patchFeatures(List<float[]> pixelValues) {
        return vision.positions("last_hidden_state", pixelValues);
    }

    @Override
    public float[][] embedTexts(List<String> texts) {
        return text.embed(texts);
    }

    @Override
    public int[] inputIds(String words) {
        return text.inputIds(words);
    }

    @Override
    public float logitScale() {
        return similarity.scale();
    }

    @Override
    public float logitBias() {
        return similarity.bias();
    }

    @Override
    public float[] probabilities(float[] scores) {
        return similarity.probabilities(scores);
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

    /** Both towers, over a graph each or over one that holds both. */
    private record Towers(PixelGraph vision, TextTower text) {

        private static final String[] IMAGE_OUTPUTS = {"image_embeds", "pooler_output"};
        private static final String PIXELS = "pixel_values";

        static Towers load(
                BundleDirectory files, FixedImageProcessor processor, RuntimeOptions options, Loading loading) {
            Path visionFile = TowerFiles.vision(files, options);
            Path textFile = TowerFiles.text(files, options);
            Graph vision = loading.add(Graph.load(visionFile, options));
            Tokenizer tokenizer = loading.add(Tokenizer.load(files));
            TextRules rules = TextRules.read(files, tokenizer.modelMaxLength());
            if (textFile.equals(visionFile)) {
                return whole(vision, processor, tokenizer, rules);
            }
            Graph text = loading.add(Graph.load(textFile, options));
            return new Towers(
                    new PixelGraph(vision, processor, IMAGE_OUTPUTS), new TextTower(tokenizer, rules, text, Map.of()));
        }

        /** Asked about images, the graph is shown the empty text; asked about texts, a black picture. */
        private static Towers whole(Graph graph, FixedImageProcessor processor, Tokenizer tokenizer, TextRules rules) {
            PixelGraph vision =
                    new PixelGraph(graph, processor, TextTower.noText(tokenizer, rules, graph), IMAGE_OUTPUTS);
            float[] black = new float[processor.channels() * processor.height() * processor.width()];
            Tensor picture = Tensor.floats(
                    graph.requireInput(PIXELS),
                    List.of(black),
                    1,
                    processor.channels(),
                    processor.height(),
                    processor.width());
            return new Towers(vision, new TextTower(tokenizer, rules, graph, Map.of(PIXELS, picture)));
        }
    }
}
