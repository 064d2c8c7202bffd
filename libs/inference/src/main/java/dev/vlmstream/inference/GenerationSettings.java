package dev.vlmstream.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads settings of {@code generate} by name, those of a run before those of a file. */
final class GenerationSettings {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final JsonNode file;
    private final ObjectNode overrides = JSON.createObjectNode();

    /** @param overrides numbers, {@code true}, lists and so on as JSON; what is no JSON is a text */
    GenerationSettings(JsonNode file, Map<String, String> overrides) {
        this.file = file;
        overrides.forEach((name, value) -> this.overrides.set(name, parse(value)));
    }

    private static JsonNode parse(String value) {
        try {
            JsonNode node = JSON.readTree(value);
            return node.isMissingNode() ? new TextNode(value) : node;
        } catch (JsonProcessingException e) {
            return new TextNode(value);
        }
    }

    boolean overridden(String name) {
        return overrides.hasNonNull(name);
    }

    /** The value, unless there is none or it is null. */
    Optional<JsonNode> get(String name) {
        JsonNode value = overrides.has(name) ? overrides.get(name) : file.get(name);
        return Optional.ofNullable(value).filter(node -> !node.isNull());
    }

    OptionalInt integer(String name) {
        return get(name).map(value -> OptionalInt.of(integer(name, value))).orElse(OptionalInt.empty());
    }

    private static int integer(String name, JsonNode value) {
        require(value.isIntegralNumber() && value.canConvertToInt(), name, value, "an integer");
        return value.asInt();
    }

    Optional<Long> longInteger(String name) {
        return get(name).map(value -> {
            require(value.isIntegralNumber() && value.canConvertToLong(), name, value, "an integer");
            return value.asLong();
        });
    }

    double number(String name, double otherwise) {
        return get(name)
                .map(value -> {
                    require(value.isNumber(), name, value, "a number");
                    return value.asDouble();
                })
                .orElse(otherwise);
    }

    boolean flag(String name, boolean otherwise) {
        return get(name)
                .map(value -> {
                    require(value.isBoolean(), name, value, "true or false");
                    return value.asBoolean();
                })
                .orElse(otherwise);
    }

    /** One id, or a list of them. */
    List<Integer> ids(String name) {
        return get(name).map(value -> ids(name, value)).orElse(List.of());
    }

    static List<Integer> ids(String name, JsonNode value) {
        List<Integer> ids = new ArrayList<>();
        for (JsonNode id : value.isArray() ? value : List.of(value)) {
            int number = integer(name, id);
            require(number >= 0, name, id, "a token's id");
            ids.add(number);
        }
        return ids;
    }

    List<List<Integer>> sequences(String name) {
        List<List<Integer>> sequences = new ArrayList<>();
        get(name).ifPresent(value -> {
            require(value.isArray(), name, value, "a list of lists of token ids");
            value.forEach(sequence -> sequences.add(ids(name, sequence)));
        });
        return sequences;
    }

    /** One text, or a list of them; a number or {@code true} given for a run is a text, too. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        get(name).ifPresent(value -> {
            for (JsonNode text : value.isArray() ? value : List.of(value)) {
                require(text.isValueNode(), name, text, "a text or a list of texts");
                texts.add(text.asText());
            }
        });
        return texts;
    }

    static void require(boolean condition, String name, JsonNode value, String what) {
        if (!condition) {
            throw new IllegalArgumentException(name + " is " + value + ", must be " + what);
        }
    }

    Iterable<String> overriddenNames() {
        return overrides::fieldNames;
    }
}
