package dev.vlmstream.inference.llavanext;

import dev.vlmstream.images.processing.AnyresImageProcessor;
import dev.vlmstream.images.processing.ImageLayout;
import dev.vlmstream.images.processing.ImageProcessor;
import dev.vlmstream.images.processing.VisionInput;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.EncodedRows;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tiles by the picture's shape, and image tokens by its exact size. */
final class LlavaNextArchitecture implements Architecture {

    private final BundleDirectory bundle;
    private final LanguageParts language;
    private final AnyresImageProcessor processor;
    private final PixelGraph vision;
    private final Placeholder placeholder;
    private final StudyPrompt study;
    private final int side;
    private final float[] newline;

    private LlavaNextArchitecture(
            BundleDirectory bundle, LanguageParts language, AnyresImageProcessor processor, PixelGraph vision) {
        this.bundle = bundle;
        this.language = language;
        this.processor = processor;
        this.vision = vision;
        this.placeholder = Placeholder.read(bundle);
        this.study = StudyPrompt.of(bundle);
        this.side = side(bundle);
        this.newline = Newline.read(bundle, language.width());
    }

    static LlavaNextArchitecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        AnyresImageProcessor processor =
                Requirements.imageProcessor(files, options, AnyresImageProcessor.class, "LLaVA-NeXT's tiles");
        PixelGraph vision = new PixelGraph(
                LanguageParts.graph(files, LlavaNextFamily.VISION, options, loading),
                processor.tile(),
                "image_features");
        return new LlavaNextArchitecture(files, language, processor, vision);
    }

    /** Patches along a tile. */
    static int side(BundleDirectory bundle) {
        int side = Placeholder.patches(bundle);
        Placeholder.requireCount(bundle, (long) side * side);
        return side;
    }

    @Override
    public ImageProcessor imageProcessor() {
        return processor;
    }

    @Override
    public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        String prompt = style == PromptStyle.CHAT || study == StudyPrompt.NONE
                ? Prompts.chat(bundle, question, withImage)
                : study.around(question, withImage ? placeholder.text() : "");
        return chainOfThought ? Prompts.reasoning(prompt) : prompt;
    }

    @Override
    public int imageToken() {
        return placeholder.id();
    }

    @Override
    public int[] inputIds(String prompt, @Nullable ImageLayout image) {
        int count = image == null ? 0 : Grid.of(image, side).tokens();
        return placeholder.expand(language.encode(prompt), count);
    }

    @Override
    public List<Tensor> encode(List<VisionInput> images, List<String> prompts) {
        List<float[]> tiles = new ArrayList<>();
        images.forEach(image -> tiles.addAll(image.pieces()));
        List<Tensor> encoded = new ArrayList<>(vision.tensors(tiles));
        encoded.add(Tensor.floats(new float[][] {newline}));
        try (EncodedRows rows = new EncodedRows(language, encoded, newline.length)) {
            long end = rows.count() - 1;
            EncodedRows.requireEach(
                    end / tiles.size(),
                    (long) side * side,
                    bundle,
                    "vision_config of config.json says " + side + " x " + side);
            List<long[]> packed = new ArrayList<>();
            int tile = 0;
            for (VisionInput image : images) {
                packed.add(new PackedFeatures(Grid.of(image.layout(), side), tile, end).rows());
                tile += image.shape()[0];
            }
            return rows.pick(packed);
        }
    }

    @Override
    public void close() {
        vision.close();
    }
}
