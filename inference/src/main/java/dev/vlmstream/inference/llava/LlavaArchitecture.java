package dev.vlmstream.inference.llava;

import dev.vlmstream.images.processing.FixedImageProcessor;
import dev.vlmstream.images.processing.ImageLayout;
import dev.vlmstream.images.processing.ImageProcessor;
import dev.vlmstream.images.processing.VisionInput;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One picture of a fixed size, as many image tokens for each. */
final class LlavaArchitecture implements Architecture {

    /** The vision encoder's output, which its projector gives. */
    static final String FEATURES = "image_features";

    private final BundleDirectory bundle;
    private final ImageProcessor processor;
    private final ImageTokens image;
    private final PixelGraph vision;
    private final BeforeProjector before;
    private final LanguageParts language;

    private LlavaArchitecture(
            BundleDirectory bundle,
            ImageProcessor processor,
            ImageTokens image,
            PixelGraph vision,
            BeforeProjector before,
            LanguageParts language) {
        this.bundle = bundle;
        this.processor = processor;
        this.image = image;
        this.vision = vision;
        this.before = before;
        this.language = language;
    }

    static LlavaArchitecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        FixedImageProcessor processor = Requirements.fixedImageProcessor(files, options);
        PixelGraph vision =
                new PixelGraph(LanguageParts.graph(files, LlavaFamily.VISION, options, loading), processor, FEATURES);
        BeforeProjector before = new BeforeProjector(files, options, processor);
        return new LlavaArchitecture(files, processor, ImageTokens.read(files), vision, before, language);
    }

    @Override
    public ImageProcessor imageProcessor() {
        return processor;
    }

    @Override
    public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        String prompt =
                switch (style) {
                    case STUDY ->
                        "USER: " + (withImage ? image.placeholder().text() + "\n" : "") + question + "\nASSISTANT:";
                    case CHAT -> Prompts.chat(bundle, question, withImage);
                };
        return chainOfThought ? Prompts.reasoning(prompt) : prompt;
    }

    @Override
    public int imageToken() {
        return image.placeholder().id();
    }

    @Override
    public int[] inputIds(String prompt, @Nullable ImageLayout layout) {
        return image.placeholder().expand(language.encode(prompt), layout == null ? 0 : image.count());
    }

    @Override
    public List<Tensor> encode(List<VisionInput> images, List<String> prompts) {
        return EncodedRows.ofPictures(language, vision, images);
    }

    @Override
    public float[][] projectorInput(VisionInput image) {
        return before.read(image.pixelValues());
    }

    @Override
    public void close() {
        Loading.closeAll(List.of(vision, before));
    }
}
