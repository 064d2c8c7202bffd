package dev.vlmstream.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The study's questions. A prompt is given by its id or as the question itself. */
public final class Questions {
    public static final String BASE = "What type of object is in this photo?";

    private static final Map<String, String> VARIANTS = variantsById();

    private Questions() {}

    private static Map<String, String> variantsById() {
        Map<String, String> byId = new LinkedHashMap<>();
        byId.put("base", BASE);
        byId.put("identify", "Identify the object in this image.");
        byId.put("main-object", "What is the main object depicted in this photograph?");
        byId.put("name", "Can you name the specific item pictured here?");
        return Collections.unmodifiableMap(byId);
    }

    /** The study's four wordings by their ids, the base question first. */
    public static Map<String, String> variants() {
        return VARIANTS;
    }

    /**
     * The question without choices.
     *
     * @param prompt an id of {@link #variants()}, or a question of several words
     * @throws IllegalArgumentException if the prompt is one word and no known id, which is most likely a misspelt id
     */
    public static String openWorld(String prompt) {
        String known = VARIANTS.get(prompt);
        if (known != null) {
            return known;
        }
        if (prompt.strip().indexOf(' ') < 0) {
            throw new IllegalArgumentException("unknown prompt '" + prompt + "'; give a question or one of "
                    + String.join(", ", VARIANTS.keySet()));
        }
        return prompt;
    }

    /**
     * The question with its choices: {@code … Choose one from "a, b, c".}
     *
     * @param prompt as for {@link #openWorld}
     * @throws IllegalArgumentException if there are no choices
     */
    public static String closedWorld(String prompt, List<String> choices) {
        if (choices.isEmpty()) {
            throw new IllegalArgumentException("a closed-world question needs labels to choose from, got none");
        }
        return openWorld(prompt) + " Choose one from \"" + String.join(", ", choices) + "\".";
    }
}
