package dev.vlmstream.schemas.topics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.schemas.RunManifest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/** A manifest as plain values by the names of its fields, so that a new field of the schema passes through by itself. */
public final class ManifestFields {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ManifestFields() {}

    /**
     * The manifest of those values.
     *
     * @param fields null and missing ones take the schema's defaults; in a map of texts, what is no text becomes JSON
     * @param softwareVersion of whoever writes it
     * @throws IllegalArgumentException if the run's id is none
     */
    public static RunManifest manifest(Map<String, ? extends @Nullable Object> fields, String softwareVersion) {
        RunManifest manifest = new RunManifest();
        for (Schema.Field field : RunManifest.getClassSchema().getFields()) {
            Object value = fields.get(field.name());
            if (value != null) {
                manifest.put(field.pos(), ofSchema(field.schema(), value));
            } else if (field.hasDefaultValue()) {
                manifest.put(field.pos(), SpecificData.get().getDefaultValue(field));
            }
        }
        manifest.setRun(Keys.requireRun(manifest.getRun()));
        manifest.setSoftwareVersion(softwareVersion);
        manifest.setCreatedAt(System.currentTimeMillis());
        return RunManifest.newBuilder(manifest).build();
    }

    /** Numbers that were read from JSON are of whatever size they need. */
    private static Object ofSchema(Schema schema, Object value) {
        return switch (schema.getType()) {
            case UNION ->
                ofSchema(
                        schema.getTypes().stream()
                                .filter(type -> type.getType() != Schema.Type.NULL)
                                .findFirst()
                                .orElseThrow(),
                        value);
            case LONG -> value instanceof Number number ? (Object) number.longValue() : value;
            case DOUBLE -> value instanceof Number number ? (Object) number.doubleValue() : value;
            case MAP ->
                schema.getValueType().getType() == Schema.Type.STRING
                        ? texts((Map<?, ?>) value)
                        : values(schema.getValueType(), (Map<?, ?>) value);
            default -> value;
        };
    }

    private static Map<String, Object> values(Schema schema, Map<?, ?> values) {
        Map<String, Object> all = new LinkedHashMap<>();
        values.forEach((name, value) -> all.put(String.valueOf(name), ofSchema(schema, value)));
        return all;
    }

    /** What is no text, as JSON. */
    public static Map<String, String> texts(Map<?, ?> values) {
        Map<String, String> texts = new TreeMap<>();
        values.forEach((name, value) -> texts.put(String.valueOf(name), text(value)));
        return texts;
    }

    private static String text(Object value) {
        try {
            return value instanceof String text ? text : JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + value, e);
        }
    }

    /** All fields of a manifest, in the schema's order. */
    public static Map<String, @Nullable Object> of(RunManifest manifest) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        RunManifest.getClassSchema().getFields().forEach(field -> fields.put(field.name(), manifest.get(field.pos())));
        return fields;
    }
}
