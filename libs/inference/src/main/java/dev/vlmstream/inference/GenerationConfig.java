package dev.vlmstream.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.vlmstream.inference.GenerationOptions.BeamSettings;
import dev.vlmstream.inference.GenerationOptions.BeamSettings.EarlyStopping;
import dev.vlmstream.inference.GenerationOptions.Endings;
import dev.vlmstream.inference.GenerationOptions.Lengths;
import dev.vlmstream.inference.GenerationOptions.Restrictions;
import dev.vlmstream.inference.GenerationOptions.Sampling;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Reads what transformers' {@code generate} would do by the bundle's settings and what a run sets instead. */
public final class GenerationConfig {
    /** Settings of {@code generate} that there are here. */
    private static final Set<String> KNOWN = new TreeSet<>(List.of("""
            max_new_tokens max_length min_new_tokens min_length eos_token_id stop_strings forced_bos_token_id
            forced_eos_token_id repetition_penalty no_repeat_ngram_size bad_words_ids suppress_tokens
            begin_suppress_tokens see_prompt do_sample temperature top_k top_p min_p typical_p seed num_beams
            length_penalty early_stopping num_return_sequences""".split("\\s+")));

    /** Settings that change answers and that are not there, with the number, if any, that means "off". */
    private static final Map<String, Double> UNSUPPORTED = Map.ofEntries(
            Map.entry("encoder_no_repeat_ngram_size", 0.0),
            Map.entry("encoder_repetition_penalty", 1.0),
            Map.entry("num_beam_groups", 1.0),
            Map.entry("diversity_penalty", 0.0),
            Map.entry("penalty_alpha", 0.0),
            Map.entry("guidance_scale", 1.0),
            Map.entry("epsilon_cutoff", 0.0),
            Map.entry("eta_cutoff", 0.0),
            Map.entry("sequence_bias", Double.NaN),
            Map.entry("constraints", Double.NaN),
            Map.entry("force_words_ids", Double.NaN),
            Map.entry("forced_decoder_ids", Double.NaN),
            Map.entry("exponential_decay_length_penalty", Double.NaN),
            Map.entry("renormalize_logits", Double.NaN),
            Map.entry("watermarking_config", Double.NaN),
            Map.entry("dola_layers", Double.NaN),
            Map.entry("token_healing", Double.NaN),
            Map.entry("max_time", Double.NaN));

    /** What {@code max_length} is if nobody has set it: transformers takes the number itself for that. */
    private static final int UNSET_LENGTH = 20;

    private static final long STUDY_SEED = 1234;

    private final BundleDirectory bundle;
    private final GenerationSource source;
    private final GenerationSettings settings;

    private GenerationConfig(BundleDirectory bundle, Map<String, String> overrides) {
        this.bundle = bundle;
        this.source = GenerationSource.of(bundle);
        this.settings = new GenerationSettings(source.settings(), overrides);
    }

    /** @throws BundleException if no end token is known, or the bundle asks for what is not supported */
    public static GenerationOptions read(BundleDirectory bundle) {
        return read(bundle, Map.of());
    }

    /**
     * @param overrides by the names of {@code generation_config.json}
     * @throws BundleException if no end token is known, or the bundle asks for what is not supported
     * @throws IllegalArgumentException if, with overrides, a setting is wrong or not supported
     */
    public static GenerationOptions read(BundleDirectory bundle, Map<String, String> overrides) {
        GenerationConfig config = new GenerationConfig(bundle, overrides);
        try {
            requireSupported(config.settings);
            return config.options();
        } catch (IllegalArgumentException e) {
            if (overrides.isEmpty()) {
                throw new BundleException(config.source.file() + ": " + e.getMessage(), e);
            }
            throw new IllegalArgumentException(
                    "generation settings " + overrides + " over " + config.source.file() + ": " + e.getMessage(), e);
        }
    }

    private GenerationOptions options() {
        return new GenerationOptions(
                lengths(),
                new Endings(endTokens(), settings.texts("stop_strings"), settings.ids("forced_eos_token_id")),
                restrictions(),
                settings.flag("do_sample", false) ? Optional.of(sampling()) : Optional.empty(),
                beams());
    }

    private Lengths lengths() {
        OptionalInt maxLength = settings.integer("max_length");
        boolean unset = maxLength.orElse(UNSET_LENGTH) == UNSET_LENGTH && !settings.overridden("max_length");
        OptionalInt maxNewTokens = settings.integer("max_new_tokens");
        return new Lengths(
                maxNewTokens.isEmpty() && unset
                        ? OptionalInt.of(GenerationOptions.DEFAULT_MAX_NEW_TOKENS)
                        : maxNewTokens,
                unset ? OptionalInt.empty() : maxLength,
                settings.integer("min_new_tokens"),
                settings.integer("min_length").orElse(0));
    }

    private Restrictions restrictions() {
        return new Restrictions(
                (float) settings.number("repetition_penalty", 1),
                settings.integer("no_repeat_ngram_size").orElse(0),
                settings.sequences("bad_words_ids"),
                settings.ids("suppress_tokens"),
                settings.ids("begin_suppress_tokens"),
                settings.integer("forced_bos_token_id"),
                settings.flag("see_prompt", true));
    }

    private Sampling sampling() {
        return new Sampling(
                settings.number("temperature", 1),
                settings.integer("top_k").orElse(Sampling.DEFAULT_TOP_K),
                settings.number("top_p", 1),
                settings.number("min_p", 0),
                settings.number("typical_p", 1),
                settings.longInteger("seed").orElse(STUDY_SEED));
    }

    private BeamSettings beams() {
        return new BeamSettings(
                settings.integer("num_beams").orElse(1),
                settings.number("length_penalty", 1),
                earlyStopping(),
                settings.integer("num_return_sequences").orElse(1));
    }

    private EarlyStopping earlyStopping() {
        Optional<JsonNode> value = settings.get("early_stopping");
        if (value.filter(node -> node.asText().equals("never")).isPresent()) {
            return EarlyStopping.NEVER;
        }
        value.ifPresent(node ->
                GenerationSettings.require(node.isBoolean(), "early_stopping", node, "true, false or \"never\""));
        return settings.flag("early_stopping", false) ? EarlyStopping.TRUE : EarlyStopping.FALSE;
    }

    private List<Integer> endTokens() {
        List<Integer> own = settings.ids("eos_token_id");
        return own.isEmpty() ? configured() : own;
    }

    private List<Integer> configured() {
        return ids(bundle.config().get("eos_token_id"))
                .or(() -> ids(bundle.config().path(GenerationSource.TEXT).get("eos_token_id")))
                .or(() -> ids(GenerationSource.outer(bundle).settings().get("eos_token_id")))
                .orElseThrow(
                        () -> bundle.absent(GenerationSource.FILE, "eos_token_id", "an integer or a list of them"));
    }

    private static Optional<List<Integer>> ids(JsonNode node) {
        return Optional.ofNullable(node)
                .filter(value -> !value.isNull())
                .map(value -> GenerationSettings.ids("eos_token_id", value))
                .filter(ids -> !ids.isEmpty());
    }

    /** @throws IllegalArgumentException naming the setting and what there is */
    private static void requireSupported(GenerationSettings settings) {
        UNSUPPORTED.forEach((name, off) -> settings.get(name).ifPresent(value -> requireOff(name, value, off)));
        for (String name : settings.overriddenNames()) {
            if (!KNOWN.contains(name) && !UNSUPPORTED.containsKey(name)) {
                throw new IllegalArgumentException("unknown setting " + name + "; there are " + KNOWN);
            }
        }
    }

    private static void requireOff(String name, JsonNode value, double off) {
        boolean isOff = value.isBoolean() && !value.asBoolean() || value.isNumber() && value.asDouble() == off;
        if (!isOff) {
            String neutral = Double.isNaN(off) ? "null" : String.valueOf((int) off);
            throw new IllegalArgumentException(
                    name + " = " + value + " is not supported; set it to " + neutral + " or remove it");
        }
    }

    /**
     * Where a bundle's settings of {@code generate} stand: in {@code generation_config.json}, or config.json where there is no such
     * file; but for the BLIP families in config.json's {@code text_config}, since there the inner language model's {@code
     * generate} is called.
     */
    private record GenerationSource(Path file, JsonNode settings) {

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
                    .orElseGet(
                            () -> new GenerationSource(bundle.path().resolve(BundleDirectory.CONFIG), bundle.config()));
        }
    }

    /** Reads settings of {@code generate} by name, those of a run before those of a file. */
    private static final class GenerationSettings {

        private static final ObjectMapper JSON =
                new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

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
}
