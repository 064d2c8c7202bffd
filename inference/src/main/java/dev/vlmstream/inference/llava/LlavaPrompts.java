package dev.vlmstream.inference.llava;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.chat.ChatTemplates;

/** The text around a question. */
final class LlavaPrompts {

    private static final String REASONING = "Let's think step by step.";

    private final BundleDirectory bundle;
    private final ImageTokens image;

    LlavaPrompts(BundleDirectory bundle, ImageTokens image) {
        this.bundle = bundle;
        this.image = image;
    }

    String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
        String prompt =
                switch (style) {
                    case STUDY -> "USER: " + (withImage ? image.placeholder() + "\n" : "") + question + "\nASSISTANT:";
                    case CHAT -> ChatTemplates.require(bundle).prompt(question, withImage);
                };
        return chainOfThought ? open(prompt) : prompt;
    }

    /** The answer begins with the words of Kojima et al. 2022, after a blank unless the prompt ends in white space. */
    private static String open(String prompt) {
        boolean spaced = prompt.isEmpty() || Character.isWhitespace(prompt.charAt(prompt.length() - 1));
        return prompt + (spaced ? "" : " ") + REASONING;
    }
}
