package dev.vlmstream.inference.language;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.chat.ChatTemplates;

/** Texts around a question. */
public final class Prompts {

    /** Opens an answer as Kojima et al. 2022 do. */
    public static final String REASONING = "Let's think step by step.";

    /** What comes before class names where a model's family has no words of its own (Zhang et al. 2024). */
    public static final String LIKELIHOOD_OPENING = "The photo features a";

    private static final String THOUGHT = "</think>";

    private Prompts() {}

    /**
     * By the bundle's chat template.
     *
     * @throws dev.vlmstream.inference.bundle.BundleException if the bundle has no usable one
     */
    public static String chat(BundleDirectory bundle, String question, boolean withImage) {
        return ChatTemplates.require(bundle).prompt(question, withImage);
    }

    /** With reasoning the answer begins with {@link #REASONING}, after a blank unless the prompt ends in white space. */
    public static String reasoning(String prompt, boolean chainOfThought) {
        return chainOfThought ? opened(prompt, REASONING) : prompt;
    }

    /**
     * What follows the reasoning that some models write before their answer and end with {@code </think>}; empty if it was cut
     * before that.
     */
    public static String withoutReasoning(String text) {
        int end = text.lastIndexOf(THOUGHT);
        if (end >= 0) {
            return text.substring(end + THOUGHT.length()).stripLeading();
        }
        return text.stripLeading().startsWith("<think>") ? "" : text;
    }

    /** The answer begins with some words, after a blank unless the prompt ends in white space. */
    public static String opened(String prompt, String words) {
        boolean spaced =
                prompt.isEmpty() || words.isEmpty() || Character.isWhitespace(prompt.charAt(prompt.length() - 1));
        return prompt + (spaced ? "" : " ") + words;
    }
}
