package dev.vlmstream.cli.report.results;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.output.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
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
    private final Map<PublishedKey, Double> values = new LinkedHashMap<>();

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
                                    new PublishedKey(setting, model.getKey(), value.getKey()),
                                    value.getValue().asDouble())));
        }
    }

    /** In percent, or a coefficient of correlation; empty where nothing is published. */
    public static OptionalDouble value(String dataset, String setting, String model) {
        return VALUES.find(dataset, setting, model);
    }

    /** The same by the names of the file. */
    public static OptionalDouble value(PublishedKey key) {
        return orEmpty(VALUES.values.get(key));
    }

    /** All there are, in the file's order. */
    public static Map<PublishedKey, Double> all() {
        return Collections.unmodifiableMap(VALUES.values);
    }

    /** The name that a dataset has in the file; empty: nothing is published of it. */
    public static Optional<String> dataset(String name) {
        return Optional.ofNullable(VALUES.datasets.get(normalised(name)));
    }

    /** The name that a model has in the file; empty: nothing is published of it. */
    public static Optional<String> model(String name) {
        return Optional.ofNullable(VALUES.models.get(normalised(name)));
    }

    /** The file's names of models, in order of the alphabet. */
    public static List<String> models() {
        Set<String> names = new TreeSet<>(VALUES.models.values());
        return List.copyOf(names);
    }

    /** Whether two names mean one model. */
    static boolean isSameModel(String a, String b) {
        return normalised(a).equals(normalised(b))
                || model(a).filter(known -> model(b).filter(known::equals).isPresent())
                        .isPresent();
    }

    /** @param source an id of the file's {@code sources}; {@code study} is the one that this project follows */
    public static String citation(String source) {
        return VALUES.sources.path(source).path("citation").asText();
    }

    private OptionalDouble find(String dataset, String setting, String model) {
        String of = datasets.get(normalised(dataset));
        String by = models.get(normalised(model));
        return of == null || by == null
                ? OptionalDouble.empty()
                : orEmpty(values.get(new PublishedKey(setting, by, of)));
    }

    private static OptionalDouble orEmpty(@Nullable Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
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

    private void add(PublishedKey key, double value) {
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

    /**
     * What a published number is of; each by the name it has in {@code published.json}.
     *
     * @param setting how the model was asked and judged
     */
    public record PublishedKey(String setting, String model, String dataset) {}
}
