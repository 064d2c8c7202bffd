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
     * The image's name, or null if there is none.
     *
     * @throws InvalidItemException if there are several, or it is no string
     */
    @Nullable
    String image() {
        if (json.path("image").isArray() && json.get("image").size() > 1) {
            throw new InvalidItemException("it has several images ("
                    + json.get("image").size() + "), and an item has one; leave such items out");
        }
        return text("image");
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
        String got = json.get(name).toString();
        return new InvalidItemException("field '" + name + "' must be " + wanted + ", got "
                + (got.length() > 60 ? got.substring(0, 60) + "…" : got));
    }
}
