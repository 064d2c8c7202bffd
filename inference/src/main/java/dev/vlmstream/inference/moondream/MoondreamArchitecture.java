package dev.vlmstream.inference.moondream;

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

/** One picture of a fixed size before a question. */
final class MoondreamArchitecture implements Architecture {

    private final FixedImageProcessor processor;
    private final SplitPrompt prompts;
    private final PixelGraph vision;
    private final LanguageParts language;

    private MoondreamArchitecture(
            FixedImageProcessor processor, SplitPrompt prompts, PixelGraph vision, LanguageParts language) {
        this.processor = processor;
        this.prompts = prompts;
        this.vision = vision;
        this.language = language;
    }

    static MoondreamArchitecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        FixedImageProcessor processor = Requirements.fixedImageProcessor(files, options);
        PixelGraph vision = new PixelGraph(
                LanguageParts.graph(files, MoondreamFamily.VISION, options, loading), processor, "image_features");
        return new MoondreamArchitecture(processor, SplitPrompt.read(files), vision, language);
    }

    @Override
    public ImageProcessor imageProcessor() {
        return processor;
    }

    /** The published text in either style: the study did not ask this family, and it has no chat template. */
    @Override
    public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        String image = withImage ? prompts.placeholder().text() + "\n\n" : "";
        String prompt = image + "Question: " + question + "\n\nAnswer:";
        return chainOfThought ? Prompts.reasoning(prompt) : prompt;
    }

    @Override
    public int imageToken() {
        return prompts.placeholder().id();
    }

    @Override
    public int[] inputIds(String prompt, @Nullable ImageLayout layout) {
        return prompts.inputIds(prompt, layout != null, language);
    }

    @Override
    public List<Tensor> encode(List<VisionInput> images, List<String> asked) {
        return EncodedRows.ofPictures(language, vision, images);
    }

    @Override
    public void close() {
        vision.close();
    }
}
