package dev.vlmstream.inference.llavanext;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.anyres.AnyresArchitecture;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;

/** Keeps all patches of all tiles; prompts by the language model. */
final class LlavaNextArchitecture extends AnyresArchitecture {

    private final StudyPrompt study;

    LlavaNextArchitecture(BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        super(files, language, options, loading, "LLaVA-NeXT", ALL_TILES);
        this.study = StudyPrompt.of(files);
    }

    @Override
    public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        String prompt = style == PromptStyle.CHAT || study == StudyPrompt.NONE
                ? Prompts.chat(bundle(), question, withImage)
                : study.around(question, withImage ? placeholder().text() : "");
        return chainOfThought ? Prompts.reasoning(prompt) : prompt;
    }
}
