package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.output.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that papers published, from {@code published.json}. A dataset or a model is found by exactly its name or one of
 * its aliases there, whatever its case and its separators ({@link #normalised}): a name that only contains a
 * known one is another dataset or another model, as ImageNet-A and a fine-tuned LLaVA are.
 */
public final class PublishedValues {
    private static final PublishedValues VALUES = new PublishedValues(read());

    private final JsonNode sources;
    private final Map<String, String> datasets;
    private final Map<String, String> models;
    private final Map<Lookup, Double> values = new HashMap<>();

    private record Lookup(
            String setting,
            @Nullable String dataset,
            @Nullable String model) {}

    PublishedValues(JsonNode file) {
        sources = file.path("sources");
        datasets = names(file.path("datasets"));
        models = names(file.path("models"));
        for (JsonNode table : file.path("tables")) {
            String setting = table.path("setting").asText();
            table.path("values")
                    .properties()
                    .forEach(model -> model.getValue()
                            .properties()
                            .forEach(value -> add(
                                    new Lookup(setting, value.getKey(), model.getKey()),
                                    value.getValue().asDouble())));
        }
    }

    /** In percent, or a coefficient of correlation; empty where nothing is published. */
    static OptionalDouble value(String dataset, String setting, String model) {
        return VALUES.find(dataset, setting, model);
    }

    /** Whether two names mean one model. */
    static boolean isSameModel(String a, String b) {
        String one = normalised(a);
        String other = normalised(b);
        String known = VALUES.models.get(one);
        return one.equals(other) || known != null && known.equals(VALUES.models.get(other));
    }

    /** @param source an id of the file's {@code sources}; {@code study} is the one that this project follows */
    static String citation(String source) {
        return VALUES.sources.path(source).path("citation").asText();
    }

    OptionalDouble find(String dataset, String setting, String model) {
        Double value =
                values.get(new Lookup(setting, datasets.get(normalised(dataset)), models.get(normalised(model))));
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    int size() {
        return values.size();
    }

    /** In lower case, each run of spaces, hyphens and underscores as one hyphen: {@code stanford-cars}. */
    static String normalised(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", "-");
    }

    private static Map<String, String> names(JsonNode aliases) {
        Map<String, String> names = new HashMap<>();
        aliases.properties().forEach(entry -> {
            alias(names, entry.getKey(), entry.getKey());
            entry.getValue().forEach(alias -> alias(names, alias.asText(), entry.getKey()));
        });
        return names;
    }

    private static void alias(Map<String, String> names, String alias, String name) {
        String before = names.putIfAbsent(normalised(alias), name);
        if (before != null) {
            throw new IllegalArgumentException(
                    "published.json: \"" + alias + "\" is an alias of " + before + " already, and again of " + name);
        }
    }

    private void add(Lookup key, double value) {
        if (!datasets.containsValue(key.dataset()) || !models.containsValue(key.model())) {
            throw new IllegalArgumentException("published.json: no such dataset or model in its lists: " + key);
        }
        if (values.put(key, value) != null) {
            throw new IllegalArgumentException("published.json: two values for " + key);
        }
    }

    private static JsonNode read() {
        try (InputStream file = PublishedValues.class.getResourceAsStream("published.json")) {
            return Json.MAPPER.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
