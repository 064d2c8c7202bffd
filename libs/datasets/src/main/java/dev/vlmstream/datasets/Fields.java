package dev.vlmstream.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Typed access to the fields of a JSON object; a missing field and an explicit null are the same. */
record Fields(JsonNode json) {
    boolean has(String name) {
        return json.hasNonNull(name);
    }

    /** The string, or null if the field is missing. */
    @Nullable
    String text(String name) {
        if (!has(name)) {
            return null;
        }
        if (!json.get(name).isTextual()) {
            throw wrongType(name, "a string");
        }
        return json.get(name).textValue();
    }

    /**
     * The image's name, or null if there is none. It may be the only one of a list, and the {@code path} of an object without
     * {@code bytes}: so the hub's library writes images.
     *
     * @throws InvalidItemException if there are several, or it is no string
     */
    @Nullable
    String image() {
        JsonNode image = json.path("image");
        if (image.isArray() && image.size() > 1) {
            throw OneImage.several(image.size());
        }
        image = image.isArray() && !image.isEmpty() ? image.get(0) : image;
        image = image.hasNonNull("path") && !image.hasNonNull("bytes") ? image.get("path") : image;
        if (image.isMissingNode() || image.isNull()) {
            return null;
        }
        if (!image.isTextual()) {
            throw wrongType("image", "a string");
        }
        return image.textValue();
    }

    /** The first of these fields that is there, as text. */
    @Nullable
    String anyText(String... names) {
        for (String name : names) {
            if (has(name)) {
                return text(name);
            }
        }
        return null;
    }

    /** A string, or a number as it is written. */
    @Nullable
    String scalar(String name) {
        return has(name) && json.get(name).isNumber() ? json.get(name).asText() : text(name);
    }

    /** A string or a number as it is written; null for anything else. */
    @Nullable
    String plain(String name) {
        JsonNode value = json.path(name);
        return value.isNumber() || value.isTextual() && !value.textValue().isBlank() ? value.asText() : null;
    }

    /** The integer, or null if the field is missing. */
    @Nullable
    Integer integer(String name) {
        if (!has(name)) {
            return null;
        }
        if (!json.get(name).isIntegralNumber() || !json.get(name).canConvertToInt()) {
            throw wrongType(name, "an integer");
        }
        return json.get(name).intValue();
    }

    /** The strings, or an empty list if the field is missing. */
    List<String> texts(String name) {
        if (!has(name)) {
            return List.of();
        }
        if (!json.get(name).isArray()) {
            throw wrongType(name, "an array of strings");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : json.get(name)) {
            if (!element.isTextual()) {
                throw wrongType(name, "an array of strings");
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    /** The texts and numbers of an object, or none if the field is missing. */
    Map<String, String> named(String name) {
        if (!has(name)) {
            return Map.of();
        }
        if (!json.get(name).isObject()) {
            throw wrongType(name, "an object of texts");
        }
        Map<String, String> named = new TreeMap<>();
        json.get(name).properties().forEach(entry -> {
            if (!entry.getValue().isTextual() && !entry.getValue().isNumber()) {
                throw wrongType(name, "an object of texts");
            }
            named.put(entry.getKey(), entry.getValue().asText());
        });
        return named;
    }

    private InvalidItemException wrongType(String name, String wanted) {
        return new InvalidItemException("field '" + name + "' must be " + wanted + ", got "
                + InvalidItemException.shown(json.get(name).toString()));
    }
}
