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
 * SGLang's native {@code /generate} with {@code return_logprob} ({@code GenerateReqInput} of SGLang's {@code io_struct.py}, and
 * {@code select} of its {@code runtime_endpoint.py}, which scores choices in this way): {@code meta_info.input_token_logprobs}
 * has {@code [logprob, token id, text]} of each token from {@code logprob_start_len} on, images' included; the first one's
 * logprob is null. What lies before that place comes out of the server's prefix cache.
 */
final class SglangScoring implements ScoringFormat {
    private static final String FEATURE = "return_logprob";

    /** Beside the version's path, not below it. */
    @Override
    public URI address(RemoteConfig config) {
        return URI.create(config.baseUrl().toString().replaceFirst("/v1$", "") + "/generate");
    }

    @Override
    public ObjectNode request(RemoteConfig config, ScoredText text) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("text", Scores.text(config, text));
        if (text.image() != null) {
            request.put("image_data", text.image().dataUrl());
        }
        request.putObject("sampling_params").put("max_new_tokens", 0).put("temperature", 0);
        return request.put(FEATURE, true).put("logprob_start_len", text.from());
    }

    @Override
    public ScoredTokens read(JsonNode reply, int from) throws NoScoresException {
        JsonNode meta = reply.path("meta_info");
        JsonNode finish = meta.path("finish_reason");
        if (finish.path("type").asText().equals("abort")) {
            throw new NoScoresException(
                    "the server gave it up: " + finish.path("message").asText("(no words)"));
        }
        JsonNode places = meta.path("input_token_logprobs");
        if (!places.isArray() || places.isEmpty()) {
            throw new NoScoresException("the reply has no meta_info.input_token_logprobs");
        }
        if (places.size() != meta.path("prompt_tokens").asInt(-1) - from) {
            throw new NoScoresException("the reply has input_token_logprobs of " + places.size()
                    + " tokens from token " + from + " on, but counts " + meta.path("prompt_tokens")
                    + " in meta_info.prompt_tokens");
        }
        List<String> tokens = new ArrayList<>(places.size());
        double[] logProbs = new double[places.size()];
        for (int i = 0; i < places.size(); i++) {
            JsonNode id = places.get(i).path(1);
            if (!id.isIntegralNumber()) {
                throw new NoScoresException("input_token_logprobs[" + i + "] has no token id");
            }
            tokens.add(id.asText());
            logProbs[i] = Scores.number(places.get(i).path(0));
        }
        return new ScoredTokens(from, tokens, logProbs);
    }

    @Override
    public Usage usage(JsonNode reply) {
        return Scores.usage(reply.path("meta_info"));
    }

    @Override
    public String feature() {
        return FEATURE;
    }
}
