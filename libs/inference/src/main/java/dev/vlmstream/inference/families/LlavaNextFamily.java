package dev.vlmstream.inference.families;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.chat.ChatTemplates;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.List;
import java.util.function.Consumer;

/**
 * LLaVA-NeXT (Liu et al. 2024, "LLaVA-NeXT: Improved reasoning, OCR, and world knowledge"): LLaVA over the whole picture
 * and its tiles.
 *
 * <p>{@code model_type} llava_next.
 */
public final class LlavaNextFamily extends LanguageFamily {

    public LlavaNextFamily() {
        super("llava_next");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return AnyresArchitecture.requirements(options);
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return new LlavaNextArchitecture(files, language, options, loading);
    }

    /** Keeps all patches of all tiles; prompts by the language model. */
    private static final class LlavaNextArchitecture extends AnyresArchitecture {

        private final StudyPrompt study;

        LlavaNextArchitecture(BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
            super(files, language, options, loading, "LLaVA-NeXT", ALL_TILES);
            this.study = StudyPrompt.of(files);
        }

        @Override
        public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
            return Prompts.reasoning(
                    style == PromptStyle.CHAT || study == StudyPrompt.NONE
                            ? Prompts.chat(bundle(), question, withImage)
                            : study.around(question, withImage ? placeholder().text() : ""),
                    chainOfThought);
        }
    }

    /** The study's texts around a question (Zhang et al. 2024, published script). */
    private enum StudyPrompt {
        MISTRAL("[INST] ", "[/INST]"),
        VICUNA(
                "A chat between a curious human and an artificial intelligence assistant. The assistant gives helpful,"
                        + " detailed, and polite answers to the human's questions. USER: ",
                " ASSISTANT:"),
        /** Of a language model that the study did not ask: its own chat template. */
        NONE("", "");

        private final String before;
        private final String after;

        StudyPrompt(String before, String after) {
            this.before = before;
            this.after = after;
        }

        /** By the language model; Llama's kin is Vicuna unless its chat template speaks otherwise. */
        static StudyPrompt of(BundleDirectory bundle) {
            String language = bundle.config().at("/text_config/model_type").asText("llama");
            if (language.equals("mistral")) {
                return MISTRAL;
            }
            return language.equals("llama") && speaksVicuna(bundle) ? VICUNA : NONE;
        }

        private static boolean speaksVicuna(BundleDirectory bundle) {
            try {
                return ChatTemplates.find(bundle)
                        .map(template -> template.prompt("", false).contains("USER:"))
                        .orElse(true);
            } catch (BundleException unusable) {
                return true;
            }
        }

        /** @param image the placeholder; empty for none */
        String around(String question, String image) {
            return before + (image.isEmpty() ? "" : image + "\n") + question + after;
        }
    }
}
