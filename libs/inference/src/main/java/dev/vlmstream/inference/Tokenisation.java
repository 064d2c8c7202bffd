package dev.vlmstream.inference;

import java.util.Locale;

/** Which tokens of a class name are scored after a prefix. */
public enum Tokenisation {
    /** Those by which the name stands in the text: prefix, blank and name tokenised together. */
    DIRECT,
    /**
     * Those of the name alone, as the published script has it (Zhang et al. 2024, {@code inference_analysis/main.py}): the
     * last {@code n} predictions of the text, where the name alone has {@code n} tokens. The same as {@link #DIRECT} where
     * the tokenizer begins every text like a new word (Llama); other tokens, and other places, where it does not (OPT).
     */
    STUDY;

    /** The name used in manifests and on the command line. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if {@code name} is neither direct nor study, in any case */
    public static Tokenisation of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "direct" -> DIRECT;
            case "study" -> STUDY;
            default -> throw new IllegalArgumentException("tokenisation \"" + name + "\" is neither direct nor study");
        };
    }
}
