package dev.vlmstream.inference.llava;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.VisionInput;

/** The study's text around a question, or the model's own. */
final class LlavaArchitecture extends OnePictureArchitecture {

    private final BeforeProjector before;

    LlavaArchitecture(BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        super(files, language, options, loading, ImageTokens.read(files));
        this.before = new BeforeProjector(files, options, Requirements.fixedImageProcessor(files, options));
    }

    @Override
    public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        String prompt =
                switch (style) {
                    case STUDY ->
                        "USER: " + (withImage ? image().placeholder().text() + "\n" : "") + question + "\nASSISTANT:";
                    case CHAT -> Prompts.chat(bundle(), question, withImage);
                };
        return chainOfThought ? Prompts.reasoning(prompt) : prompt;
    }

    @Override
    public float[][] projectorInput(VisionInput image) {
        return before.read(image.pixelValues());
    }

    @Override
    public void close() {
        try (before) {
            super.close();
        }
    }
}
