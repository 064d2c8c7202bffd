package dev.vlmstream.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What Kubernetes and its operators take, to the field; see schemas/README.md. */
public final class ManifestSchemas {
    private static final JsonNode ALL = read();
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V7);
    private static final Map<String, JsonSchema> SCHEMAS = new HashMap<>();

    private ManifestSchemas() {}

    /** What is wrong with a manifest. */
    public static List<String> problems(JsonNode manifest) {
        String kind = kind(manifest);
        JsonNode schema = ALL.get("kinds").get(kind);
        return schema == null
                ? List.of("no schema for " + kind)
                : SCHEMAS.computeIfAbsent(kind, unknown -> schema((ObjectNode) schema)).validate(manifest).stream()
                        .map(ValidationMessage::getMessage)
                        .toList();
    }

    /** Such as apps/v1/StatefulSet. */
    public static String kind(JsonNode manifest) {
        return manifest.path("apiVersion").asText() + "/"
                + manifest.path("kind").asText();
    }

    /** All kinds that are known. */
    static TreeSet<String> kinds() {
        TreeSet<String> kinds = new TreeSet<>();
        ALL.get("kinds").fieldNames().forEachRemaining(kinds::add);
        return kinds;
    }

    private static JsonSchema schema(ObjectNode of) {
        return FACTORY.getSchema(of.deepCopy().set("definitions", ALL.get("definitions")));
    }

    private static JsonNode read() {
        try (InputStream in = ManifestSchemas.class.getResourceAsStream("/schemas/kinds.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
