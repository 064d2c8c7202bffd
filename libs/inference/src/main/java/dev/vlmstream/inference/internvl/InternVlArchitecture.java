package dev.vlmstream.inference.internvl;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.EncodedRows;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.CanvasImageProcessor;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tiles by the picture's shape, each as many image tokens, all of them between two tokens of the prompt. */
final class InternVlArchitecture implements Architecture {

    private final BundleDirectory bundle;
    private final LanguageParts language;
    private final CanvasImageProcessor processor;
    private final ContextTokens tokens;
    private final PixelGraph vision;

    private InternVlArchitecture(
            BundleDirectory bundle,
            LanguageParts language,
            CanvasImageProcessor processor,
            ContextTokens tokens,
            PixelGraph vision) {
        this.bundle = bundle;
        this.language = language;
        this.processor = processor;
        this.tokens = tokens;
        this.vision = vision;
    }

    static InternVlArchitecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        // InternVLProcessor has pictures cut although the image processor's file, as it is published, does not ask for
        // it.
        CanvasImageProcessor processor = Requirements.imageProcessor(
                        files, options, CanvasImageProcessor.class, "InternVL's tiles")
                .cropping();
        ContextTokens tokens = ContextTokens.read(files);
        tokens.placeholder().requireKnown(files, language.tokenizer());
        PixelGraph vision = new PixelGraph(
                LanguageParts.graph(files, InternVlFamily.VISION, options, loading),
                processor.tile(),
                "image_features");
        return new InternVlArchitecture(files, language, processor, tokens, vision);
    }

    @Override
    public ImageProcessor imageProcessor() {
        return processor;
    }

    /** By the bundle's chat template in either style: the study did not ask this family. */
    @Override
    public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        String prompt = Prompts.chat(bundle, question, withImage);
        return chainOfThought ? Prompts.reasoning(prompt) : prompt;
    }

    @Override
    public int imageToken() {
        return tokens.placeholder().id();
    }

    @Override
    public int[] inputIds(String prompt, @Nullable ImageLayout image) {
        return language.encode(tokens.expand(prompt, image));
    }

    @Override
    public List<Tensor> encode(List<VisionInput> images, List<String> prompts) {
        List<float[]> tiles =
                images.stream().flatMap(image -> image.pieces().stream()).toList();
        try (EncodedRows rows = new EncodedRows(language, vision.tensors(tiles), language.width())) {
            EncodedRows.requireEach(
                    rows.count() / tiles.size(), tokens.count(), bundle, "image_seq_length is " + tokens.count());
            return rows.ofTiles(images);
        }
    }

    @Override
    public void close() {
        vision.close();
    }
}
