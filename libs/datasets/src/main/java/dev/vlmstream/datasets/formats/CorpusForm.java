package dev.vlmstream.datasets.formats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the texts of a record are.
 *
 * @param field with the text, or an array of texts; empty: {@code text}, or LLaVA's {@code conversations}, whose turns'
 *     {@code value}s are a text each
 * @param from LLaVA's: only turns of this speaker, such as {@code gpt}; empty: of all
 */
public record CorpusForm(Optional<String> field, Optional<String> from) {
    private static final String TEXT = "text";
    private static final String CONVERSATIONS = "conversations";

    /**
     * @return the record's texts; none where the field is null or an empty array
     * @throws IllegalArgumentException naming the field that is missing or no text
     */
    List<String> texts(JsonNode node) {
        if (node.isTextual()) {
            return List.of(node.textValue());
        }
        if (!node.isObject()) {
            throw new IllegalArgumentException("neither an object nor a text: " + node.getNodeType());
        }
        if (field.isPresent()) {
            return texts(field.get(), node);
        }
        return node.has(CONVERSATIONS) ? turns(node.get(CONVERSATIONS)) : texts(TEXT, node);
    }

    private static List<String> texts(String name, JsonNode node) {
        JsonNode value = node.path(name);
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(one -> texts.add(text(name, one)));
        } else if (!value.isNull()) {
            texts.add(text(name, value));
        }
        return texts;
    }

    private List<String> turns(JsonNode conversations) {
        List<String> texts = new ArrayList<>();
        for (JsonNode turn : conversations) {
            if (from.isEmpty() || from.get().equals(turn.path("from").asText())) {
                texts.add(text("value", turn.path("value")));
            }
        }
        return texts;
    }

    private static String text(String name, JsonNode value) {
        if (!value.isTextual()) {
            throw new IllegalArgumentException("\"" + name + "\" "
                    + (value.isMissingNode() ? "is missing" : "is no text: " + value.getNodeType()));
        }
        return value.textValue();
    }
}
