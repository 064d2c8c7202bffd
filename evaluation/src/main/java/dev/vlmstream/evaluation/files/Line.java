package dev.vlmstream.evaluation.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Typed access to the fields of a line. */
record Line(Map<String, Object> fields) {
    boolean has(String field) {
        return fields.get(field) != null;
    }

    String text(String field) {
        if (present(field) instanceof String text) {
            return text;
        }
        throw wrongType(field, "a string");
    }

    List<String> texts(String field) {
        if (!(present(field) instanceof List<?> values)) {
            throw wrongType(field, "an array of strings");
        }
        List<String> texts = new ArrayList<>();
        for (Object value : values) {
            if (!(value instanceof String text)) {
                throw wrongType(field, "an array of strings");
            }
            texts.add(text);
        }
        return texts;
    }

    private Object present(String field) {
        Object value = fields.get(field);
        if (value == null) {
            throw new IllegalArgumentException("field '" + field + "' is missing; the line has " + fields.keySet());
        }
        return value;
    }

    private IllegalArgumentException wrongType(String field, String wanted) {
        return new IllegalArgumentException("field '" + field + "' must be " + wanted + ", got " + fields.get(field));
    }

    Map<String, Object> with(Map<String, Object> computed) {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        all.putAll(computed);
        return all;
    }
}
