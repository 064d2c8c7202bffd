package dev.vlmstream.inference;

import java.util.Locale;

/** Whose words surround a question. */
public enum PromptStyle {
    /** The bundle's own chat template. */
    CHAT,
    /** The study's fixed text for the model's family (Zhang et al. 2024, arXiv 2405.18415, published script). */
    STUDY;

    /** @throws IllegalArgumentException if {@code name} is neither chat nor study, in any case */
    public static PromptStyle of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "chat" -> CHAT;
            case "study" -> STUDY;
            default -> throw new IllegalArgumentException("prompt style \"" + name + "\" is neither chat nor study");
        };
    }
}
