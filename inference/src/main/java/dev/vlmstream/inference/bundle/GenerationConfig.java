package dev.vlmstream.inference.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.GenerationOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what transformers' {@code generate} would do by default: from {@code generation_config.json}, but for the BLIP
 * families from config.json's {@code text_config}, since there the inner language model's {@code generate} is called.
 */
public final class GenerationConfig {

    private static final String FILE = "generation_config.json";
    /** Settings that change greedy answers and that this decoder does not have, with the value that means "off". */
    private static final Map<String, Double> UNSUPPORTED = Map.of(
            "num_beams", 1.0, "no_repeat_ngram_size", 0.0, "encoder_no_repeat_ngram_size", 0.0, "min_new_tokens", 0.0);

    private static final String TEXT = "text_config";
    private static final Set<String> INNER = Set.of("blip-2", "instructblip");
    /** End tokens of transformers' OPTConfig and LlamaConfig, which a saved text_config leaves out. */
    private static final Map<String, Integer> INNER_END = Map.of("opt", 2, "llama", 2);

    private GenerationConfig() {}

    public static GenerationOptions read(BundleDirectory bundle) {
        JsonNode generation = source(bundle);
        refuseUnsupported(bundle, generation);
        int maxNewTokens = generation.path("max_new_tokens").asInt(GenerationOptions.DEFAULT_MAX_NEW_TOKENS);
        float penalty = (float) generation.path("repetition_penalty").asDouble(1);
        return new GenerationOptions(maxNewTokens, stopTokens(bundle, generation), penalty);
    }

    private static boolean inner(BundleDirectory bundle) {
        return INNER.contains(bundle.modelType());
    }

    private static JsonNode source(BundleDirectory bundle) {
        if (!inner(bundle)) {
            return outer(bundle);
        }
        ObjectNode settings = bundle.config().path(TEXT) instanceof ObjectNode text
                ? text.deepCopy()
                : JsonNodeFactory.instance.objectNode();
        Integer end = INNER_END.get(settings.path("model_type").asText());
        return settings.has("eos_token_id") || end == null ? settings : settings.put("eos_token_id", end);
    }

    private static JsonNode outer(BundleDirectory bundle) {
        return bundle.json(FILE).orElse(bundle.config());
    }

    private static void refuseUnsupported(BundleDirectory bundle, JsonNode generation) {
        String file = inner(bundle) ? BundleDirectory.CONFIG + ": " + TEXT : FILE;
        UNSUPPORTED.forEach((key, off) -> {
            JsonNode value = generation.get(key);
            if (value != null && value.isNumber() && value.asDouble() != off) {
                throw new BundleException(bundle.path().resolve(file) + ": " + key + " = " + value
                        + " is not supported (decoding is greedy); set it to " + off.intValue() + " or remove it");
            }
        });
    }

    private static List<Integer> stopTokens(BundleDirectory bundle, JsonNode generation) {
        return ids(generation.get("eos_token_id"))
                .or(() -> ids(bundle.config().get("eos_token_id")))
                .or(() -> ids(bundle.config().path(TEXT).get("eos_token_id")))
                .or(() -> ids(outer(bundle).get("eos_token_id")))
                .orElseThrow(() -> bundle.absent(FILE, "eos_token_id", "an integer or a list of them"));
    }

    private static Optional<List<Integer>> ids(JsonNode node) {
        List<Integer> ids = new ArrayList<>();
        if (node != null && node.isInt()) {
            ids.add(node.asInt());
        }
        if (node != null && node.isArray()) {
            node.forEach(id -> ids.add(id.asInt()));
        }
        return ids.isEmpty() ? Optional.empty() : Optional.of(ids);
    }
}
