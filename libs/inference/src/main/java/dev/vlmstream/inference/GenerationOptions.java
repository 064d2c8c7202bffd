package dev.vlmstream.inference;

import dev.vlmstream.inference.bundle.GenerationConfig;
import dev.vlmstream.inference.generation.settings.BeamSettings;
import dev.vlmstream.inference.generation.settings.Endings;
import dev.vlmstream.inference.generation.settings.Lengths;
import dev.vlmstream.inference.generation.settings.Restrictions;
import dev.vlmstream.inference.generation.settings.Sampling;
import dev.vlmstream.inference.generation.settings.SettingsText;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How text is continued, as transformers' {@code generate} does with the settings of these names.
 *
 * @param sampling empty: the best token of each step (or the best beams), the lowest id among equals
 */
public record GenerationOptions(
        Lengths lengths, Endings endings, Restrictions restrictions, Optional<Sampling> sampling, BeamSettings beams) {

    /** The study's limit for open- and closed-world answers. */
    public static final int DEFAULT_MAX_NEW_TOKENS = 64;

    public GenerationOptions {
        Objects.requireNonNull(lengths, "lengths");
        Objects.requireNonNull(endings, "endings");
        Objects.requireNonNull(restrictions, "restrictions");
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(beams, "beams");
    }

    /** Greedy answers of at most this many tokens, ended by any of these. */
    public static GenerationOptions greedy(int maxNewTokens, List<Integer> stopTokenIds) {
        return new GenerationOptions(
                Lengths.atMost(maxNewTokens),
                Endings.tokens(stopTokenIds),
                Restrictions.NONE,
                Optional.empty(),
                BeamSettings.NONE);
    }

    /** As {@link #of(ModelBundle, Map)}, nothing overridden. */
    public static GenerationOptions of(ModelBundle bundle) {
        return of(bundle, Map.of());
    }

    /**
     * What the bundle's {@code generation_config.json} says, its {@code config.json} where there is no such file, and
     * {@value #DEFAULT_MAX_NEW_TOKENS} tokens where nothing says how long an answer may be.
     *
     * @param overrides settings that go before the bundle's, by the names used there; lists as JSON
     * @throws BundleException if no end token is known, or the configuration asks for what is not supported
     * @throws IllegalArgumentException if an override is unknown or wrong; the message names it
     */
    public static GenerationOptions of(ModelBundle bundle, Map<String, String> overrides) {
        return GenerationConfig.read(bundle.files(), overrides);
    }

    public GenerationOptions withMaxNewTokens(int tokens) {
        return new GenerationOptions(lengths.withMaxNewTokens(tokens), endings, restrictions, sampling, beams);
    }

    public GenerationOptions withStopTokenIds(List<Integer> ids) {
        return new GenerationOptions(lengths, endings.withTokens(ids), restrictions, sampling, beams);
    }

    public GenerationOptions withRestrictions(Restrictions other) {
        return new GenerationOptions(lengths, endings, other, sampling, beams);
    }

    /** The seed of sampling; nothing changes if there is none. */
    public GenerationOptions withSeed(long seed) {
        return new GenerationOptions(lengths, endings, restrictions, sampling.map(s -> s.withSeed(seed)), beams);
    }

    /** All settings that make a difference, as a line for people and for comparing: {@code greedy max_new_tokens=64}. */
    public String describe() {
        return SettingsText.of(this);
    }
}
