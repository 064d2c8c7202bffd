package dev.vlmstream.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the synonyms of a JSON manifest: an object of label → array of names, or the study's array of
 * <code>{"label": …, "synonyms": [ … ]}</code>.
 */
final class JsonSynonyms {
    private JsonSynonyms() {}

    /** @throws IllegalArgumentException naming what is wrong */
    static Map<String, List<String>> parse(JsonNode json) {
        Map<String, Set<String>> synonyms = new TreeMap<>();
        if (json.isObject()) {
            json.properties().forEach(entry -> add(synonyms, entry.getKey(), entry.getValue()));
        } else if (json.isArray()) {
            json.forEach(entry -> add(synonyms, label(entry), entry.path("synonyms")));
        } else if (!json.isMissingNode() && !json.isNull()) {
            throw new IllegalArgumentException("synonyms must be an object of label → array of names, is " + json);
        }
        Map<String, List<String>> lists = new TreeMap<>();
        synonyms.forEach((label, names) -> lists.put(label, List.copyOf(names)));
        return lists;
    }

    private static String label(JsonNode entry) {
        if (!entry.path("label").isTextual()) {
            throw new IllegalArgumentException("synonyms: an entry needs a \"label\", is " + entry);
        }
        return entry.get("label").asText();
    }

    /** What several classes of one label have is put together. */
    private static void add(Map<String, Set<String>> synonyms, String label, JsonNode names) {
        if (!names.isArray()) {
            throw new IllegalArgumentException("synonyms of \"" + label + "\" must be an array of names, is " + names);
        }
        Set<String> all = synonyms.computeIfAbsent(label, l -> new LinkedHashSet<>());
        for (JsonNode name : names) {
            if (!name.isTextual() || name.asText().isBlank()) {
                throw new IllegalArgumentException(
                        "synonyms of \"" + label + "\" must be names that are not blank, one is " + name);
            }
            all.add(name.asText());
        }
    }
}
