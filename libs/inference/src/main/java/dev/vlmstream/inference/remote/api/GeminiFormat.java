package dev.vlmstream.inference.remote.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1beta/models/MODEL:generateContent} (ai.google.dev: generateContent, Safety settings, Troubleshooting, Rate
 * limits; google.rpc error details), text before image as the study sends it.
 */
final class GeminiFormat implements ApiFormat {
    /** Finish reasons by which an answer was kept back. */
    private static final Set<String> BLOCKED =
            Set.of("SAFETY", "RECITATION", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "IMAGE_SAFETY");

    @Override
    public URI address(RemoteConfig config) {
        return URI.create(config.baseUrl() + "/v1beta/models/" + config.model() + ":generateContent");
    }

    @Override
    public Map<String, String> headers(@Nullable ApiKey key) {
        return key == null ? Map.of() : Map.of("x-goog-api-key", key.value());
    }

    @Override
    public ObjectNode request(RemoteConfig config, Prompt prompt) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        ArrayNode parts =
                request.putArray("contents").addObject().put("role", "user").putArray("parts");
        parts.addObject().put("text", prompt.text());
        if (prompt.image() != null) {
            parts.addObject()
                    .putObject("inlineData")
                    .put("mimeType", prompt.image().mediaType())
                    .put("data", prompt.image().base64());
        }
        putGeneration(request.putObject("generationConfig"), prompt.generation());
        return request;
    }

    private static void putGeneration(ObjectNode to, RemoteGeneration generation) {
        Numbers.put(to, "temperature", generation.temperature());
        Numbers.put(to, "topP", generation.topP());
        Numbers.put(to, "topK", generation.topK());
        Numbers.put(to, "seed", generation.seed());
        if (!generation.stop().isEmpty()) {
            generation.stop().forEach(to.putArray("stopSequences")::add);
        }
        to.put("maxOutputTokens", generation.maxNewTokens());
    }

    @Override
    public Set<String> settings() {
        return Set.of("max_new_tokens", "do_sample", "temperature", "top_p", "top_k", "seed", "stop_strings");
    }

    @Override
    public int mostStops() {
        return 5;
    }

    @Override
    public Set<String> imageTypes() {
        return Set.of("image/jpeg", "image/png", "image/webp");
    }

    @Override
    public ReplyOutcome answer(JsonNode reply) {
        JsonNode usage = reply.path("usageMetadata");
        Usage used = new Usage(
                Usage.sum(usage, "promptTokenCount"), Usage.sum(usage, "candidatesTokenCount", "thoughtsTokenCount"));
        String block = reply.path("promptFeedback").path("blockReason").asText("");
        if (!block.isEmpty()) {
            return new ReplyOutcome.Refusal(null, "promptFeedback.blockReason " + block, used);
        }
        JsonNode candidate = reply.path("candidates").path(0);
        if (candidate.isMissingNode()) {
            return new ReplyOutcome.Failure("the reply has no candidate (candidates is empty or missing)", false, used);
        }
        String finish = candidate.path("finishReason").asText("");
        boolean truncated = finish.equals("MAX_TOKENS");
        String text = text(candidate.path("content").path("parts"));
        if (BLOCKED.contains(finish)) {
            return new ReplyOutcome.Refusal(text.isBlank() ? null : text, "finishReason " + finish, used);
        }
        if (text.isBlank()) {
            return ReplyOutcome.empty("finishReason " + finish, truncated, used);
        }
        return new ReplyOutcome.Text(text, truncated, used);
    }

    private static String text(JsonNode parts) {
        StringBuilder joined = new StringBuilder();
        for (JsonNode part : parts) {
            if (!part.path("thought").asBoolean(false)) {
                joined.append(part.path("text").asText(""));
            }
        }
        return joined.toString();
    }

    @Override
    public Optional<ReplyOutcome> error(int status, JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            if (detail.path("reason").asText("").startsWith("API_KEY_")) {
                return Optional.of(
                        new ReplyOutcome.Failure("wrong API key: " + HttpReplyReader.message(error), true, Usage.NONE));
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<Duration> delay(HttpReply reply, JsonNode body) {
        for (JsonNode detail : body.path("error").path("details")) {
            if (detail.path("retryDelay").isTextual()) {
                return RetryDelay.duration(detail.path("retryDelay").asText());
            }
        }
        return Optional.empty();
    }
}
