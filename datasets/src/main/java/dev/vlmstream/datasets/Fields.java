package dev.vlmstream.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
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

    private InvalidItemException wrongType(String name, String wanted) {
        String got = json.get(name).toString();
        return new InvalidItemException("field '" + name + "' must be " + wanted + ", got "
                + (got.length() > 60 ? got.substring(0, 60) + "…" : got));
    }
}
