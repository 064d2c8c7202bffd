package dev.vlmstream.inference.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Where a bundle's settings of {@code generate} stand: in {@code generation_config.json}, or config.json where there is no such
 * file; but for the BLIP families in config.json's {@code text_config}, since there the inner language model's {@code
 * generate} is called.
 */
record GenerationSource(Path file, JsonNode settings) {

    static final String FILE = "generation_config.json";
    static final String TEXT = "text_config";
    private static final Set<String> INNER = Set.of("blip-2", "instructblip");
    /** End tokens of transformers' OPTConfig and LlamaConfig, which a saved text_config leaves out. */
    private static final Map<String, Integer> INNER_END = Map.of("opt", 2, "llama", 2);

    static GenerationSource of(BundleDirectory bundle) {
        JsonNode type = bundle.config().path("model_type");
        return INNER.contains(type.asText())
                ? new GenerationSource(bundle.path().resolve(BundleDirectory.CONFIG), inner(bundle))
                : outer(bundle);
    }

    private static JsonNode inner(BundleDirectory bundle) {
        ObjectNode settings = bundle.config().path(TEXT) instanceof ObjectNode text
                ? text.deepCopy()
                : JsonNodeFactory.instance.objectNode();
        Integer end = INNER_END.get(settings.path("model_type").asText());
        return settings.has("eos_token_id") || end == null ? settings : settings.put("eos_token_id", end);
    }

    /** As for a family whose own {@code generate} is called. */
    static GenerationSource outer(BundleDirectory bundle) {
        return bundle.json(FILE)
                .map(settings -> new GenerationSource(bundle.path().resolve(FILE), settings))
                .orElseGet(() -> new GenerationSource(bundle.path().resolve(BundleDirectory.CONFIG), bundle.config()));
    }
}
