package dev.vlmstream.inference.fastvlm;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.chat.ChatTemplate;
import dev.vlmstream.inference.chat.ChatTemplates;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.llava.OnePictureArchitecture;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;

/** The model's own template around a question; the study asked no such model. */
final class FastVlmArchitecture extends OnePictureArchitecture {

    /** Transformers' template takes an image as a part of a message; Qwen2's own, which others keep, takes texts. */
    private final boolean parts;

    FastVlmArchitecture(BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        super(files, language, options, loading, FastVlmTokens.read(files, options));
        image().placeholder().requireKnown(files, language.tokenizer());
        String placeholder = image().placeholder().text();
        this.parts = ChatTemplates.find(files)
                .map(template -> template.takesParts(placeholder))
                .orElse(true);
    }

    @Override
    public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        ChatTemplate template = ChatTemplates.require(bundle());
        String text = image().placeholder().text();
        String prompt = parts
                ? template.prompt(question, withImage)
                : template.prompt(withImage ? text + "\n" + question : question);
        return chainOfThought ? Prompts.reasoning(prompt) : prompt;
    }
}
