package dev.vlmstream.rest.runs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run's manifest, and what is known of the run besides. Which fields a manifest has its Avro schema alone says; those that
 * every run has, or that readers ask for by name, have methods here.
 *
 * @param fields in the schema's order, then {@code classCount}, {@code settings}, {@code complete} and {@code problem}; values as in JSON
 */
public record RunDetails(Map<String, @Nullable Object> fields) {
    private static final List<String> ALWAYS =
            List.of("run", "dataset", "task", "prompt", "softwareVersion", "createdAt", "classCount", "complete");

    /** @throws IllegalArgumentException naming a field that is missing */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public RunDetails {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        for (String name : ALWAYS) {
            if (fields.get(name) == null) {
                throw new IllegalArgumentException("no field \"" + name + "\"");
            }
        }
    }

    @JsonValue
    @Override
    public Map<String, @Nullable Object> fields() {
        return fields;
    }

    public String run() {
        return required("run");
    }

    public String dataset() {
        return required("dataset");
    }

    /** Null: the dataset has none. */
    public @Nullable String split() {
        return text("split");
    }

    public String task() {
        return required("task");
    }

    /** Null: other tasks than question answering. */
    public @Nullable String benchmark() {
        return text("benchmark");
    }

    /** What is changed of every question; null: nothing. */
    public @Nullable String variant() {
        return text("variant");
    }

    public String prompt() {
        return required("prompt");
    }

    /** How many labels are offered; null: all, or none. */
    public @Nullable Integer labels() {
        return fields.get("labels") instanceof Number labels ? labels.intValue() : null;
    }

    public long seed() {
        return number("seed");
    }

    /** Null until it is known. */
    public @Nullable Long items() {
        return fields.get("items") instanceof Number items ? items.longValue() : null;
    }

    /** Which items were pushed; null: whoever pushed them did not say. */
    public @Nullable String itemsDigest() {
        return text("itemsDigest");
    }

    /** By their keys. */
    public Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        if (fields.get("tags") instanceof Map<?, ?> all) {
            all.forEach((key, value) -> tags.put(String.valueOf(key), String.valueOf(value)));
        }
        return tags;
    }

    public boolean archived() {
        return Boolean.TRUE.equals(fields.get("archived"));
    }

    /** Milliseconds since the epoch. */
    public long createdAt() {
        return number("createdAt");
    }

    public String softwareVersion() {
        return required("softwareVersion");
    }

    public long classCount() {
        return number("classCount");
    }

    /** Whether every item is counted for every model, and every score can be read. */
    public boolean complete() {
        return Boolean.TRUE.equals(fields.get("complete"));
    }

    /** Why it never will be complete, in words; null: nothing speaks against it. */
    public @Nullable String problem() {
        return text("problem");
    }

    private String required(String name) {
        return String.valueOf(fields.get(name));
    }

    private @Nullable String text(String name) {
        Object value = fields.get(name);
        return value == null ? null : value.toString();
    }

    private long number(String name) {
        return fields.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
