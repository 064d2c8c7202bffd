package dev.vlmstream.inference.idefics3;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.EncodedRows;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.SplittingImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tiles by the picture's shape, each as many image tokens, named by row and column in the prompt. */
final class Idefics3Architecture implements Architecture {

    /** The study did not ask this family; the prompt is the recorded goldens'. */
    private static final String BRIEFLY = "\nAnswer briefly.";

    private final BundleDirectory bundle;
    private final LanguageParts language;
    private final SplittingImageProcessor processor;
    private final TilePrompt tiles;
    private final TileEncoder vision;

    private Idefics3Architecture(
            BundleDirectory bundle,
            LanguageParts language,
            SplittingImageProcessor processor,
            TilePrompt tiles,
            TileEncoder vision) {
        this.bundle = bundle;
        this.language = language;
        this.processor = processor;
        this.tiles = tiles;
        this.vision = vision;
    }

    static Idefics3Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        SplittingImageProcessor processor =
                Requirements.imageProcessor(files, options, SplittingImageProcessor.class, "Idefics3's tiles");
        TilePrompt tiles = TilePrompt.read(files);
        tiles.placeholder().requireKnown(files, language.tokenizer());
        TileEncoder vision = new TileEncoder(
                LanguageParts.graph(files, Idefics3Family.VISION, options, loading), tiles.count(), language.width());
        return new Idefics3Architecture(files, language, processor, tiles, vision);
    }

    @Override
    public ImageProcessor imageProcessor() {
        return processor;
    }

    @Override
    public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        String asked = style == PromptStyle.STUDY ? question + BRIEFLY : question;
        String prompt = Prompts.chat(bundle, asked, withImage);
        return chainOfThought ? Prompts.reasoning(prompt) : prompt;
    }

    @Override
    public int imageToken() {
        return tiles.placeholder().id();
    }

    @Override
    public int[] inputIds(String prompt, @Nullable ImageLayout image) {
        return language.encode(tiles.expand(prompt, image));
    }

    @Override
    public List<Tensor> encode(List<VisionInput> images, List<String> prompts) {
        try (EncodedRows rows = new EncodedRows(language, vision.encode(images), language.width())) {
            return rows.ofTiles(images);
        }
    }

    @Override
    public void close() {
        vision.close();
    }
}
