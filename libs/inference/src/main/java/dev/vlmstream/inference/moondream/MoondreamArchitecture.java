package dev.vlmstream.inference.moondream;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.PictureEncoder;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One picture of a fixed size before a question. */
final class MoondreamArchitecture implements Architecture {

    private final SplitPrompt prompts;
    private final PictureEncoder vision;
    private final LanguageParts language;

    private MoondreamArchitecture(SplitPrompt prompts, PictureEncoder vision, LanguageParts language) {
        this.prompts = prompts;
        this.vision = vision;
        this.language = language;
    }

    static MoondreamArchitecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        SplitPrompt prompts = SplitPrompt.read(files);
        PictureEncoder vision = PictureEncoder.load(files, language, prompts.count(), options, loading);
        return new MoondreamArchitecture(prompts, vision, language);
    }

    @Override
    public ImageProcessor imageProcessor() {
        return vision.processor();
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
        return vision.encode(images);
    }

    @Override
    public void close() {
        vision.close();
    }
}
