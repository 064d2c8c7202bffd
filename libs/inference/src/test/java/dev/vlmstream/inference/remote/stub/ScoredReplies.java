package dev.vlmstream.inference.remote.stub;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.remote.stub.StubScores.Scored;
import java.util.function.IntFunction;

/**
 * Scores as servers write them. vLLM's was recorded from vLLM 0.32.0 on a CPU ({@code chat/completions} with an image); the
 * others are after the servers' own request and response classes.
 */
final class ScoredReplies {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ScoredReplies() {}

    static String vllm(Scored scored) {
        ObjectNode reply = JSON.objectNode().put("id", "chatcmpl-1").put("object", "chat.completion");
        ObjectNode choice =
                reply.putArray("choices").addObject().put("index", 0).put("finish_reason", "length");
        choice.putObject("message").put("role", "assistant").put("content", "x").putNull("refusal");
        putUsage(reply, scored, 1);
        ArrayNode places = reply.putArray("prompt_logprobs").addNull();
        for (int i = 1; i < scored.ids().size(); i++) {
            places.addObject()
                    .putObject(scored.ids().get(i).toString())
                    .put("logprob", scored.logProb(i))
                    .put("rank", 1)
                    .put("decoded_token", "x");
        }
        return reply.toString();
    }

    /** Images' tokens are told as 0. */
    static String sglang(Scored scored, int from, int imageToken) {
        ObjectNode reply = JSON.objectNode().put("text", "");
        ObjectNode meta = reply.putObject("meta_info")
                .put("id", "1")
                .put("prompt_tokens", scored.ids().size())
                .put("completion_tokens", 0);
        meta.putObject("finish_reason").put("type", "length").put("length", 0);
        ArrayNode places = meta.putArray("input_token_logprobs");
        for (int i = from; i < scored.ids().size(); i++) {
            ArrayNode place = places.addArray();
            if (i == from) {
                place.addNull();
            } else {
                place.add(scored.logProb(i));
            }
            int id = scored.ids().get(i);
            place.add(id == imageToken ? 0 : id).addNull();
        }
        return reply.toString();
    }

    /** One token is generated. */
    static String completions(Scored scored, IntFunction<String> words) {
        ObjectNode reply = JSON.objectNode().put("object", "text_completion");
        ObjectNode choice =
                reply.putArray("choices").addObject().put("index", 0).put("finish_reason", "length");
        ObjectNode logprobs = choice.putObject("logprobs");
        ArrayNode tokens = logprobs.putArray("tokens");
        ArrayNode values = logprobs.putArray("token_logprobs");
        for (int i = 0; i < scored.ids().size(); i++) {
            tokens.add(words.apply(scored.ids().get(i)));
            if (i == 0) {
                values.addNull();
            } else {
                values.add(scored.logProb(i));
            }
        }
        tokens.add("generated");
        values.add(-0.25);
        putUsage(reply, scored, 1);
        return reply.toString();
    }

    private static void putUsage(ObjectNode reply, Scored scored, int generated) {
        reply.putObject("usage")
                .put("prompt_tokens", scored.ids().size())
                .put("completion_tokens", generated)
                .put("total_tokens", scored.ids().size() + generated);
    }
}
