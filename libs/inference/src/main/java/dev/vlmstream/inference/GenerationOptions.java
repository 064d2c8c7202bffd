package dev.vlmstream.inference;

import dev.vlmstream.inference.GenerationOptions.BeamSettings;
import dev.vlmstream.inference.GenerationOptions.Lengths;
import dev.vlmstream.inference.GenerationOptions.Restrictions;
import dev.vlmstream.inference.GenerationOptions.Sampling;
import dev.vlmstream.inference.bundle.BundleException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;

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

    /** All settings that make a difference, as a line for people and for comparing: {@code greedy max_new_tokens=64}. */
    public String describe() {
        return SettingsText.of(this);
    }

    /**
     * How short and how long an answer may be, in tokens, the end token included.
     *
     * @param maxNewTokens goes before {@code maxLength}
     * @param maxLength of prompt and answer, image tokens included
     * @param minNewTokens goes before {@code minLength}
     * @param minLength of prompt and answer; 0: none
     */
    public record Lengths(OptionalInt maxNewTokens, OptionalInt maxLength, OptionalInt minNewTokens, int minLength) {
        public Lengths {
            require("max_new_tokens", maxNewTokens.orElse(1), 1);
            require("max_length", maxLength.orElse(1), 1);
            require("min_new_tokens", minNewTokens.orElse(0), 0);
            require("min_length", minLength, 0);
            if (maxNewTokens.isEmpty() && maxLength.isEmpty()) {
                throw new IllegalArgumentException(
                        "neither max_new_tokens nor max_length is set; an answer needs an end");
            }
        }

        private static void require(String name, int value, int least) {
            if (value < least) {
                throw new IllegalArgumentException(name + " is " + value + ", must be " + least + " or more");
            }
        }

        /** Up to this many tokens, and no least number. */
        public static Lengths atMost(int newTokens) {
            return new Lengths(OptionalInt.of(newTokens), OptionalInt.empty(), OptionalInt.empty(), 0);
        }

        public Lengths withMaxNewTokens(int tokens) {
            return new Lengths(OptionalInt.of(tokens), maxLength, minNewTokens, minLength);
        }

        /**
         * The most tokens of an answer to a prompt.
         *
         * @param longestContext the most positions that a model was made for
         * @throws IllegalArgumentException if {@code max_length} leaves no room
         */
        public int most(int promptTokens, int longestContext) {
            int wanted = maxNewTokens.orElseGet(() -> maxLength.getAsInt() - promptTokens);
            if (wanted < 1) {
                throw new IllegalArgumentException("the prompt has " + promptTokens + " tokens, max_length = "
                        + maxLength.getAsInt() + " leaves no room for an answer; raise it or set max_new_tokens");
            }
            return Math.min(wanted, Math.max(1, longestContext - promptTokens));
        }

        /** The fewest tokens of an answer before one may end it. */
        public int least(int promptTokens) {
            return minNewTokens.orElse(Math.max(0, minLength - promptTokens));
        }
    }

    /**
     * What ends an answer.
     *
     * @param tokens any of these; it is part of the answer
     * @param strings any of these in the text, special tokens included; the answer ends with the token that completes it
     * @param forced tokens of which one must be the last if the longest answer is reached; none: nothing is forced
     */
    public record Endings(List<Integer> tokens, List<String> strings, List<Integer> forced) {
        public Endings {
            tokens = List.copyOf(tokens);
            strings = List.copyOf(strings);
            forced = List.copyOf(forced);
            if (strings.contains("")) {
                throw new IllegalArgumentException("a stop string is empty; every answer contains it");
            }
        }

        public static Endings tokens(List<Integer> tokens) {
            return new Endings(tokens, List.of(), List.of());
        }

        public Endings withTokens(List<Integer> ids) {
            return new Endings(ids, strings, forced);
        }
    }

    /**
     * What keeps an answer from certain tokens.
     *
     * @param repetitionPenalty divides the positive and multiplies the negative scores of tokens that occur already (Keskar et
     *     al. 2019, arXiv 1909.05858); 1 leaves them alone
     * @param noRepeatNgramSize n-grams of this size occur once; 0: any number of times
     * @param badWords sequences of tokens that must not occur
     * @param suppressed tokens that must not occur
     * @param suppressedAtBegin tokens that must not be the first
     * @param forcedFirst the token that must follow a prompt of one token, as decoders begin with that an encoder reads for; none:
     *     nothing is forced
     * @param seePrompt whether what stands in the prompt counts as having occurred. In transformers it does if a model's
     *     {@code generate} is given the prompt's ids, and does not if it is given embeddings alone, as LAVIS does for BLIP
     */
    public record Restrictions(
            float repetitionPenalty,
            int noRepeatNgramSize,
            List<List<Integer>> badWords,
            List<Integer> suppressed,
            List<Integer> suppressedAtBegin,
            OptionalInt forcedFirst,
            boolean seePrompt) {

        public static final Restrictions NONE = penalty(1);

        public Restrictions {
            if (!(repetitionPenalty > 0) || Float.isInfinite(repetitionPenalty)) {
                throw new IllegalArgumentException("repetition_penalty is " + repetitionPenalty + ", must be above 0");
            }
            if (noRepeatNgramSize < 0) {
                throw new IllegalArgumentException(
                        "no_repeat_ngram_size is " + noRepeatNgramSize + ", must be 0 or more");
            }
            badWords = badWords.stream().map(List::copyOf).toList();
            if (badWords.contains(List.<Integer>of())) {
                throw new IllegalArgumentException("bad_words_ids has an empty sequence");
            }
            suppressed = List.copyOf(suppressed);
            suppressedAtBegin = List.copyOf(suppressedAtBegin);
        }

        public static Restrictions penalty(float repetitionPenalty) {
            return new Restrictions(repetitionPenalty, 0, List.of(), List.of(), List.of(), OptionalInt.empty(), true);
        }
    }

    /**
     * How tokens are drawn. The distribution is transformers', the stream of random numbers is {@code generation.TokenRules.Draws}.
     *
     * @param temperature divides the logits; above 0
     * @param topK only this many best tokens (and those as good as the last of them); 0: all
     * @param topP only the best tokens whose probabilities reach this sum (nucleus: Holtzman et al. 2020, arXiv 1904.09751); 1: all
     * @param minP only tokens at least so likely, as a share of the likeliest's probability; 0: all
     * @param typicalP only the most typical tokens whose probabilities reach this sum (Meister et al. 2022, arXiv 2202.00666); 1:
     *     all
     * @param seed of the stream
     */
    public record Sampling(double temperature, int topK, double topP, double minP, double typicalP, long seed) {

        /** What transformers takes where nothing else is said: sampling cuts at 50 unless told not to. */
        public static final int DEFAULT_TOP_K = 50;

        public Sampling {
            if (!(temperature > 0) || Double.isInfinite(temperature)) {
                throw new IllegalArgumentException("temperature is " + temperature
                        + ", must be above 0; for greedy answers set do_sample to false");
            }
            if (topK < 0) {
                throw new IllegalArgumentException("top_k is " + topK + ", must be 1 or more, or 0 for all tokens");
            }
            share("top_p", topP);
            share("min_p", minP);
            share("typical_p", typicalP);
            if (typicalP == 0) {
                throw new IllegalArgumentException("typical_p is 0, must be above 0");
            }
        }

        private static void share(String name, double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(name + " is " + value + ", must be from 0 to 1");
            }
        }
    }

    /**
     * How many answers are followed side by side, and when that ends.
     *
     * @param beams 1: no beam search
     * @param lengthPenalty a beam's score is its log-probability divided by its length to this power: positive favours long
     *     answers, negative short ones
     * @param returned how many of the beams are wanted, best first
     */
    public record BeamSettings(int beams, double lengthPenalty, EarlyStopping earlyStopping, int returned) {

        /** When to stop once as many answers have ended as there are beams. */
        public enum EarlyStopping {
            /** If the best open beam, at its present length, is no better than the worst that has ended. */
            FALSE,
            /** At once. */
            TRUE,
            /** If no open beam can become better, at the length that would suit it best. */
            NEVER
        }

        /** Each holds a whole answer's keys and values. */
        private static final int MOST_BEAMS = 128;

        public static final BeamSettings NONE = new BeamSettings(1, 1, EarlyStopping.FALSE, 1);

        public BeamSettings {
            Objects.requireNonNull(earlyStopping, "earlyStopping");
            if (beams < 1 || beams > MOST_BEAMS) {
                throw new IllegalArgumentException("num_beams is " + beams + ", must be 1 to " + MOST_BEAMS);
            }
            if (!Double.isFinite(lengthPenalty)) {
                throw new IllegalArgumentException("length_penalty is " + lengthPenalty + ", must be a number");
            }
            if (returned < 1 || returned > beams) {
                throw new IllegalArgumentException(
                        "num_return_sequences is " + returned + ", must be from 1 to num_beams = " + beams
                                + "; for several sampled answers push the item under several seeds");
            }
        }
    }

    /** Writes down what makes an answer: the way of decoding, then settings by transformers' names where they are not neutral. */
    private static final class SettingsText {

        private final StringJoiner text = new StringJoiner(" ");

        private SettingsText() {}

        static String of(GenerationOptions options) {
            SettingsText text = new SettingsText();
            text.text.add(way(options));
            text.lengths(options.lengths());
            options.sampling().ifPresent(text::sampling);
            if (options.beams().beams() > 1) {
                text.beams(options.beams());
            }
            text.restrictions(options.restrictions());
            text.list("stop_strings", options.endings().strings());
            text.list("forced_eos_token_id", options.endings().forced());
            return text.text.toString();
        }

        private static String way(GenerationOptions options) {
            boolean beams = options.beams().beams() > 1;
            return options.sampling().isPresent()
                    ? (beams ? "beam-sampling" : "sampling")
                    : (beams ? "beams" : "greedy");
        }

        private void lengths(Lengths lengths) {
            lengths.maxNewTokens()
                    .ifPresentOrElse(
                            most -> add("max_new_tokens", most),
                            () -> add("max_length", lengths.maxLength().orElseThrow()));
            lengths.minNewTokens()
                    .ifPresentOrElse(
                            least -> unless(0, "min_new_tokens", least),
                            () -> unless(0, "min_length", lengths.minLength()));
        }

        private void sampling(Sampling sampling) {
            unless(1.0, "temperature", sampling.temperature());
            add("top_k", sampling.topK());
            unless(1.0, "top_p", sampling.topP());
            unless(0.0, "min_p", sampling.minP());
            unless(1.0, "typical_p", sampling.typicalP());
            add("seed", sampling.seed());
        }

        private void beams(BeamSettings beams) {
            add("num_beams", beams.beams());
            unless(1.0, "length_penalty", beams.lengthPenalty());
            unless(
                    BeamSettings.EarlyStopping.FALSE.name().toLowerCase(Locale.ROOT),
                    "early_stopping",
                    beams.earlyStopping().name().toLowerCase(Locale.ROOT));
        }

        private void restrictions(Restrictions restrictions) {
            unless(1f, "repetition_penalty", restrictions.repetitionPenalty());
            unless(0, "no_repeat_ngram_size", restrictions.noRepeatNgramSize());
            list("bad_words_ids", restrictions.badWords());
            list("suppress_tokens", restrictions.suppressed());
            list("begin_suppress_tokens", restrictions.suppressedAtBegin());
            restrictions.forcedFirst().ifPresent(id -> add("forced_bos_token_id", id));
            unless(true, "see_prompt", restrictions.seePrompt());
        }

        private void list(String name, Collection<?> values) {
            if (!values.isEmpty()) {
                add(name, values);
            }
        }

        private void unless(Object neutral, String name, Object value) {
            if (!value.equals(neutral)) {
                add(name, value);
            }
        }

        private void add(String name, Object value) {
            text.add(name + "=" + value);
        }
    }
}
