package dev.vlmstream.inference.llavanext;

import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.chat.ChatTemplates;

/** The study's texts around a question (Zhang et al. 2024, published script). */
enum StudyPrompt {
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
