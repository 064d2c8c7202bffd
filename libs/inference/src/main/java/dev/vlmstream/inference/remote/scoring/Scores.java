package dev.vlmstream.inference.remote.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.api.Usage;

/** What formats have in common. */
final class Scores {
    private Scores() {}

    /** NaN for what is no number. */
    static double number(JsonNode value) {
        return value.isNumber() ? value.asDouble() : Double.NaN;
    }

    /** Of an object that counts as OpenAI's {@code usage} does. */
    static Usage usage(JsonNode counts) {
        return new Usage(Usage.sum(counts, "prompt_tokens"), Usage.sum(counts, "completion_tokens"));
    }

    /** The whole text, by the prompt in {@code config.json}. */
    static String text(RemoteConfig config, ScoredText text) {
        RemoteConfig.Likelihood likelihood = config.likelihood();
        String before = likelihood
                .prompt()
                .replace("{image}", text.image() == null ? "" : likelihood.image())
                .replace("{question}", text.question());
        return Prompts.opened(before, text.answer());
    }
}
