package dev.vlmstream.inference.remote.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.scoring.NameBranches.Branch;
import dev.vlmstream.inference.remote.scoring.NameBranches.BranchScores;
import dev.vlmstream.inference.remote.scoring.NameBranches.Tokens;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.ScoredText;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.Scores;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * vLLM's {@code logprob_token_ids}: how likely each of some tokens is to come next, by the logits as the model gives them. Unlike
 * {@code prompt_logprobs}, such a request takes the prompt out of the prefix cache. {@code /tokenize} tells names' tokens, and {@code
 * prompt_token_ids} whether a branch's text has become the tokens that it stands for.
 */
public final class VllmNextTokens {
    private static final String FEATURE = "logprob_token_ids";
    private static final String ID = "token_id:";

    private final VllmScoring chat = new VllmScoring();

    /** Of the texts' tokens; beside the version's path, not below it. */
    public URI tokenizer(RemoteConfig config) {
        return URI.create(config.baseUrl().toString().replaceFirst("/v1$", "") + "/tokenize");
    }

    /** The tokens of an answer's beginning; what was asked has no part in them. */
    public ObjectNode tokens(RemoteConfig config, String answer) {
        ObjectNode chatRequest = chat.opened(config, new ScoredText("?", null, answer, 0));
        chatRequest.retain(
                List.of("model", "messages", "add_special_tokens", "add_generation_prompt", "continue_final_message"));
        return chatRequest.put("return_token_strs", true);
    }

    /** None if the server does not tell them. */
    Tokens readTokens(JsonNode reply) {
        List<Integer> ids = new ArrayList<>();
        List<String> words = new ArrayList<>();
        reply.path("tokens").forEach(id -> ids.add(id.asInt()));
        reply.path("token_strs").forEach(word -> words.add(word.asText()));
        return ids.size() == words.size() ? new Tokens(ids, words) : Tokens.NONE;
    }

    /** @param text whose answer is the branch's */
    public ObjectNode next(RemoteConfig config, ScoredText text, Branch branch) {
        ObjectNode request = chat.opened(config, text)
                .put("logprobs", true)
                .put("return_token_ids", true)
                .put("return_tokens_as_token_ids", true);
        branch.next().forEach(request.putArray(FEATURE)::add);
        return request;
    }

    /** None if the server does not know the parameter, or made other tokens of the branch's text. */
    BranchScores readNext(JsonNode reply, Branch branch) {
        List<Integer> prompt = new ArrayList<>();
        reply.path("prompt_token_ids").forEach(id -> prompt.add(id.asInt()));
        int before = prompt.size() - branch.path().size();
        if (before < 1 || !prompt.subList(before, prompt.size()).equals(branch.path())) {
            return BranchScores.NONE;
        }
        Map<String, Double> values = new HashMap<>();
        reply.path("choices")
                .path(0)
                .path("logprobs")
                .path("content")
                .path(0)
                .path("top_logprobs")
                .forEach(one -> values.put(one.path("token").asText(), Scores.number(one.path("logprob"))));
        float[] logProbs = new float[branch.next().size()];
        for (int i = 0; i < logProbs.length; i++) {
            double value = values.getOrDefault(ID + branch.next().get(i), Double.NaN);
            if (!Opening.isLogProb(value)) {
                return BranchScores.NONE;
            }
            logProbs[i] = (float) value;
        }
        return new BranchScores(prompt.subList(0, before).hashCode(), logProbs);
    }
}
