package dev.vlmstream.inference.clip;

import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import java.util.List;

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
}
