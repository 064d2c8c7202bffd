package dev.vlmstream.inference.remote.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/messages}, version 2023-06-01 (docs.anthropic.com: Messages, Vision, Errors, Rate limits, Handling stop
 * reasons), image before text as the study sends it.
 */
final class AnthropicFormat implements ApiFormat {
    private static final String LIMIT = "anthropic-ratelimit-";

    @Override
    public URI address(RemoteConfig config) {
        return URI.create(config.baseUrl() + "/v1/messages");
    }

    @Override
    public Map<String, String> headers(@Nullable ApiKey key) {
        Map<String, String> headers = new HashMap<>(Map.of("anthropic-version", "2023-06-01"));
        if (key != null) {
            headers.put("x-api-key", key.value());
        }
        return headers;
    }

    @Override
    public ObjectNode request(RemoteConfig config, Prompt prompt) {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("model", config.model())
                .put("max_tokens", prompt.generation().maxNewTokens());
        putSampling(request, prompt.generation());
        ArrayNode content =
                request.putArray("messages").addObject().put("role", "user").putArray("content");
        if (prompt.image() != null) {
            content.addObject()
                    .put("type", "image")
                    .putObject("source")
                    .put("type", "base64")
                    .put("media_type", prompt.image().mediaType())
                    .put("data", prompt.image().base64());
        }
        content.addObject().put("type", "text").put("text", prompt.text());
        return request;
    }

    private static void putSampling(ObjectNode request, RemoteGeneration generation) {
        Numbers.put(request, "temperature", generation.temperature());
        Numbers.put(request, "top_p", generation.topP());
        Numbers.put(request, "top_k", generation.topK());
        if (!generation.stop().isEmpty()) {
            generation.stop().forEach(request.putArray("stop_sequences")::add);
        }
    }

    @Override
    public Set<String> settings() {
        return Set.of("max_new_tokens", "do_sample", "temperature", "top_p", "top_k", "stop_strings");
    }

    @Override
    public int mostStops() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Set<String> imageTypes() {
        return Set.of("image/jpeg", "image/png", "image/gif", "image/webp");
    }

    @Override
    public ReplyOutcome answer(JsonNode reply) {
        JsonNode usage = reply.path("usage");
        Usage used = new Usage(
                Usage.sum(usage, "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"),
                Usage.sum(usage, "output_tokens"));
        String stop = reply.path("stop_reason").asText("");
        boolean truncated = stop.equals("max_tokens");
        String text = text(reply.path("content"));
        if (stop.equals("refusal")) {
            return new ReplyOutcome.Refusal(text.isBlank() ? null : text, "stop_reason refusal", used);
        }
        if (text.isBlank()) {
            return ReplyOutcome.empty("stop_reason " + stop, truncated, used);
        }
        return new ReplyOutcome.Text(text, truncated, used);
    }

    private static String text(JsonNode content) {
        StringBuilder joined = new StringBuilder();
        for (JsonNode block : content) {
            if (block.path("type").asText().equals("text")) {
                joined.append(block.path("text").asText(""));
            }
        }
        return joined.toString();
    }

    @Override
    public Optional<ReplyOutcome> error(int status, JsonNode error) {
        String message = HttpReplyReader.message(error);
        String lower = message.toLowerCase(Locale.ROOT);
        if (status == 400 && lower.contains("content filter")) {
            return Optional.of(new ReplyOutcome.Refusal(null, message, Usage.NONE));
        }
        if (status == 400 && lower.contains("credit balance")) {
            return Optional.of(new ReplyOutcome.Failure("no credit left: " + message, true, Usage.NONE));
        }
        return Optional.empty();
    }

    @Override
    public Optional<Duration> delay(HttpReply reply, JsonNode body) {
        return RetryDelay.longest(Stream.of("requests", "tokens", "input-tokens", "output-tokens")
                .map(what -> RetryDelay.exhausted(reply, LIMIT + what + "-remaining", LIMIT + what + "-reset")));
    }
}
