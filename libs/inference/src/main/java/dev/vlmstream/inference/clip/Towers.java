package dev.vlmstream.inference.clip;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Both towers, over a graph each or over one that holds both. */
record Towers(PixelGraph vision, TextTower text) {

    private static final String[] IMAGE_OUTPUTS = {"image_embeds", "pooler_output"};
    private static final String PIXELS = "pixel_values";

    static Towers load(BundleDirectory files, FixedImageProcessor processor, RuntimeOptions options, Loading loading) {
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
        PixelGraph vision = new PixelGraph(graph, processor, TextTower.noText(tokenizer, rules, graph), IMAGE_OUTPUTS);
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
