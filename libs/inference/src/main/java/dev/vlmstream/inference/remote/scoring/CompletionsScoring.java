package dev.vlmstream.inference.remote.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.api.Usage;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.NoScoresException;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.ScoredText;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.ScoredTokens;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.Scores;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * OpenAI's completions with {@code echo} and {@code logprobs} ({@code CompletionRequest} and {@code CompletionLogProbs} of vLLM
 * 0.32.0; SGLang has the same): the prompt's tokens come before those generated. They are told by their texts.
 */
final class CompletionsScoring implements ScoringFormat {

    @Override
    public URI address(RemoteConfig config) {
        return URI.create(config.baseUrl() + "/completions");
    }

    @Override
    public ObjectNode request(RemoteConfig config, ScoredText text) {
        if (text.image() != null) {
            throw new IllegalArgumentException(
                    "completions take no images, and the question has one; ask vLLM or SGLang"
                            + " (\"class_likelihood\" in the model's config.json), or leave the image out (variant: no-image)");
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("model", config.model())
                .put("prompt", Scores.text(config, text))
                .put("max_tokens", GENERATED)
                .put("temperature", 0)
                .put("echo", true)
                .put("logprobs", 1);
    }

    @Override
    public ScoredTokens read(JsonNode reply, int from) throws NoScoresException {
        JsonNode scores = reply.path("choices").path(0).path("logprobs");
        JsonNode texts = scores.path("tokens");
        JsonNode values = scores.path("token_logprobs");
        if (!texts.isArray() || !values.isArray()) {
            throw new NoScoresException("the reply has no logprobs.tokens and logprobs.token_logprobs");
        }
        int prompt = reply.path("usage").path("prompt_tokens").asInt(-1);
        int generated = reply.path("usage").path("completion_tokens").asInt(0);
        if (prompt < 1 || texts.size() != values.size() || texts.size() != prompt + generated) {
            throw new NoScoresException("the reply has " + texts.size() + " tokens with " + values.size()
                    + " log-probabilities, but counts " + prompt + " of the prompt and " + generated
                    + " generated in usage");
        }
        List<String> tokens = new ArrayList<>(prompt);
        double[] logProbs = new double[prompt];
        for (int i = 0; i < prompt; i++) {
            tokens.add(texts.get(i).asText());
            logProbs[i] = Scores.number(values.get(i));
        }
        return new ScoredTokens(0, tokens, logProbs);
    }

    @Override
    public Usage usage(JsonNode reply) {
        return Scores.usage(reply.path("usage"));
    }

    @Override
    public String feature() {
        return "echo";
    }
}
