package dev.vlmstream.inference.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.generation.settings.BeamSettings;
import dev.vlmstream.inference.generation.settings.BeamSettings.EarlyStopping;
import dev.vlmstream.inference.generation.settings.Endings;
import dev.vlmstream.inference.generation.settings.Lengths;
import dev.vlmstream.inference.generation.settings.Restrictions;
import dev.vlmstream.inference.generation.settings.Sampling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what transformers' {@code generate} would do by the bundle's settings and what a run sets instead. */
public final class GenerationConfig {

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
            GenerationNames.requireSupported(config.settings);
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
}
