package dev.vlmstream.inference;

import dev.vlmstream.inference.GenerationOptions.BeamSettings;
import dev.vlmstream.inference.GenerationOptions.Lengths;
import dev.vlmstream.inference.GenerationOptions.Restrictions;
import dev.vlmstream.inference.GenerationOptions.Sampling;
import java.util.Collection;
import java.util.Locale;
import java.util.StringJoiner;

/** Writes down what makes an answer: the way of decoding, then settings by transformers' names where they are not neutral. */
final class SettingsText {

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
        return options.sampling().isPresent() ? (beams ? "beam-sampling" : "sampling") : (beams ? "beams" : "greedy");
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
