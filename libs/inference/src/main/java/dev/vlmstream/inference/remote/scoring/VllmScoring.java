package dev.vlmstream.inference.remote.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.remote.api.ApiFormat;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.api.RemoteGeneration;
import dev.vlmstream.inference.remote.api.Usage;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.NoScoresException;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.ScoredText;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.ScoredTokens;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.Scores;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chat completions of vLLM with {@code prompt_logprobs} ({@code ChatCompletionRequest} and {@code ChatCompletionResponse} of
 * vLLM 0.32.0): the answer's beginning is a final message of the assistant, which {@code continue_final_message} leaves open.
 * With {@code prompt_logprobs} 0 each place has the prompt's own token alone; the first place is null, as nothing comes before
 * it.
 */
final class VllmScoring implements ScoringFormat {
    private static final String FEATURE = "prompt_logprobs";

    @Override
    public URI address(RemoteConfig config) {
        return config.api().format().address(config);
    }

    @Override
    public ObjectNode request(RemoteConfig config, ScoredText text) {
        return opened(config, text).put(FEATURE, 0);
    }

    /** A request with the answer left open, and for one token. */
    ObjectNode opened(RemoteConfig config, ScoredText text) {
        RemoteGeneration generation = RemoteGeneration.of(config, Map.of("max_new_tokens", String.valueOf(GENERATED)));
        ObjectNode request =
                config.api().format().request(config, new ApiFormat.Prompt(text.question(), text.image(), generation));
        boolean begun = !text.answer().isEmpty();
        if (begun) {
            request.withArray("messages").addObject().put("role", "assistant").put("content", text.answer());
        }
        return request.put("add_generation_prompt", !begun).put("continue_final_message", begun);
    }

    @Override
    public ScoredTokens read(JsonNode reply, int from) throws NoScoresException {
        JsonNode places = reply.path(FEATURE);
        if (!places.isArray() || places.isEmpty()) {
            throw new NoScoresException("the reply has no prompt_logprobs");
        }
        if (places.size() != reply.path("usage").path("prompt_tokens").asInt(-1)) {
            throw new NoScoresException("the reply has prompt_logprobs of " + places.size() + " tokens, but counts "
                    + reply.path("usage").path("prompt_tokens") + " in usage.prompt_tokens");
        }
        List<String> tokens = new ArrayList<>(places.size());
        double[] logProbs = new double[places.size()];
        // Of the first token nothing is said, not even which it is.
        tokens.add("");
        logProbs[0] = Double.NaN;
        for (int i = 1; i < places.size(); i++) {
            if (places.get(i).size() != 1) {
                throw new NoScoresException("prompt_logprobs[" + i + "] has "
                        + places.get(i).size() + " tokens, must have the prompt's one");
            }
            Map.Entry<String, JsonNode> token = places.get(i).fields().next();
            tokens.add(token.getKey());
            logProbs[i] = Scores.number(token.getValue().path("logprob"));
        }
        return new ScoredTokens(0, tokens, logProbs);
    }

    @Override
    public Usage usage(JsonNode reply) {
        return Scores.usage(reply.path("usage"));
    }

    @Override
    public String feature() {
        return FEATURE;
    }

    @Override
    public Optional<VllmNextTokens> nextTokens() {
        return Optional.of(new VllmNextTokens());
    }
}
