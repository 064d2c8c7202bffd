package dev.vlmstream.inference.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which settings of {@code generate} there are here, and which others must be off because they would change answers. */
final class GenerationNames {

    private static final Set<String> KNOWN = new TreeSet<>(List.of(
            "max_new_tokens",
            "max_length",
            "min_new_tokens",
            "min_length",
            "eos_token_id",
            "stop_strings",
            "forced_bos_token_id",
            "forced_eos_token_id",
            "repetition_penalty",
            "no_repeat_ngram_size",
            "bad_words_ids",
            "suppress_tokens",
            "begin_suppress_tokens",
            "see_prompt",
            "do_sample",
            "temperature",
            "top_k",
            "top_p",
            "min_p",
            "typical_p",
            "seed",
            "num_beams",
            "length_penalty",
            "early_stopping",
            "num_return_sequences"));

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

    private GenerationNames() {}

    /** @throws IllegalArgumentException naming the setting and what there is */
    static void requireSupported(GenerationSettings settings) {
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
}
