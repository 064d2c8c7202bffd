package dev.vlmstream.inference.remote.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.bundle.Jackson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The settings that make an answer, as they are sent.
 *
 * @param temperature null: not sent
 * @param topP null: not sent
 * @param topK null: not sent
 * @param seed null: not sent
 * @param stop texts at which an answer ends
 */
public record RemoteGeneration(
        int maxNewTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable Long seed,
        List<String> stop) {
    /** Names that transformers has and that change nothing here, being what an API does anyway. */
    private static final Map<String, String> AS_IT_IS =
            Map.of("num_beams", "1", "repetition_penalty", "1.0", "no_repeat_ngram_size", "0");

    public RemoteGeneration {
        if (maxNewTokens < 1) {
            throw new IllegalArgumentException("max_new_tokens is " + maxNewTokens + ", must be 1 or more");
        }
        requireWithin("temperature", temperature, 0, 2);
        requireWithin("top_p", topP, 0, 1);
        requireWithin("top_k", topK, 1, Integer.MAX_VALUE);
        stop = List.copyOf(stop);
    }

    private static void requireWithin(String name, @Nullable Number value, double least, double most) {
        if (value != null && !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", must be within " + Numbers.plain(least) + " and " + Numbers.plain(most));
        }
    }

    /** The same with a shorter answer. */
    public RemoteGeneration withMaxNewTokens(int most) {
        return new RemoteGeneration(most, temperature, topP, topK, seed, stop);
    }

    /** As the model's {@code config.json} says. */
    public static RemoteGeneration of(RemoteConfig config) {
        return of(config, Map.of());
    }

    /**
     * As the model's {@code config.json} says, but for a run's settings. {@code do_sample} false is temperature 0; true
     * without a temperature sends none, which APIs take as 1.
     *
     * @param settings by their names in {@code generation_config.json}, values as JSON
     * @throws IllegalArgumentException naming a setting that is wrong, or that the API does not have
     */
    public static RemoteGeneration of(RemoteConfig config, Map<String, String> settings) {
        Set<String> has = config.api().format().settings();
        settings.forEach((name, value) -> requireKnown(config, has, name, value));
        RemoteConfig.GenerationDefaults own = config.generation();
        RemoteGeneration generation = new RemoteGeneration(
                settings.containsKey("max_new_tokens")
                        ? number(settings, "max_new_tokens").intValue()
                        : own.maxNewTokens(),
                temperature(config, settings),
                settings.containsKey("top_p") ? number(settings, "top_p").doubleValue() : null,
                settings.containsKey("top_k") ? number(settings, "top_k").intValue() : null,
                settings.containsKey("seed") ? number(settings, "seed").longValue() : null,
                stop(settings));
        int most = config.api().format().mostStops();
        if (generation.stop().size() > most) {
            throw new IllegalArgumentException("stop_strings are "
                    + generation.stop().size() + "; the " + config.api().id() + " API takes " + most + " at most");
        }
        return generation;
    }

    private static void requireKnown(RemoteConfig config, Set<String> has, String name, String value) {
        boolean harmless =
                AS_IT_IS.containsKey(name) && json(name, value).asDouble() == Double.parseDouble(AS_IT_IS.get(name));
        if (!has.contains(name) && !harmless) {
            throw new IllegalArgumentException(
                    "the " + config.api().id() + " API has no setting " + name + "; it has " + new TreeSet<>(has));
        }
    }

    private static @Nullable Double temperature(RemoteConfig config, Map<String, String> settings) {
        boolean greedy = settings.containsKey("do_sample")
                && !json("do_sample", settings.get("do_sample")).asBoolean();
        if (greedy && config.generation().temperature() == null) {
            throw new IllegalArgumentException("do_sample is false, which is temperature 0, but the model's config.json"
                    + " says that it takes no temperature");
        }
        if (greedy) {
            return 0.0;
        }
        if (settings.containsKey("temperature")) {
            return number(settings, "temperature").doubleValue();
        }
        return settings.containsKey("do_sample") ? null : config.generation().temperature();
    }

    private static List<String> stop(Map<String, String> settings) {
        List<String> stop = new ArrayList<>();
        if (settings.containsKey("stop_strings")) {
            JsonNode given = json("stop_strings", settings.get("stop_strings"));
            (given.isArray() ? given : Jackson.MAPPER.createArrayNode().add(given))
                    .forEach(text -> stop.add(text(text)));
        }
        return stop;
    }

    private static String text(JsonNode value) {
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw new IllegalArgumentException("stop_strings must be texts, has " + value);
        }
        return value.asText();
    }

    private static JsonNode number(Map<String, String> settings, String name) {
        JsonNode value = json(name, settings.get(name));
        boolean whole = Set.of("max_new_tokens", "top_k", "seed").contains(name);
        if (!(whole ? value.isIntegralNumber() : value.isNumber())) {
            throw new IllegalArgumentException(name + " must be a" + (whole ? " whole" : "") + " number, is " + value);
        }
        return value;
    }

    private static JsonNode json(String name, String value) {
        try {
            return Jackson.MAPPER.readTree(value);
        } catch (JsonProcessingException e) {
            // A text without its quotes, as people write it on a command line.
            return Jackson.MAPPER.getNodeFactory().textNode(value);
        }
    }

    /** For people: {@code temperature=0 max_new_tokens=64}. */
    String describe() {
        StringBuilder text = new StringBuilder();
        append(text, "temperature", temperature);
        append(text, "top_p", topP);
        append(text, "top_k", topK);
        append(text, "seed", seed);
        if (!stop.isEmpty()) {
            text.append(" stop_strings=").append(Jackson.MAPPER.<JsonNode>valueToTree(stop));
        }
        return text.append(" max_new_tokens=").append(maxNewTokens).toString();
    }

    private static void append(StringBuilder text, String name, @Nullable Number value) {
        if (value instanceof Double number) {
            text.append(' ').append(name).append('=').append(Numbers.plain(number));
        } else if (value != null) {
            text.append(' ').append(name).append('=').append(value);
        }
    }
}
