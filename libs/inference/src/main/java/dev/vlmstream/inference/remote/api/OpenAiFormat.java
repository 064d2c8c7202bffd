package dev.vlmstream.inference.remote.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.language.Prompts;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /chat/completions} (platform.openai.com: API reference Chat, guides Vision, Error codes, Rate limits).
 */
final class OpenAiFormat implements ApiFormat {
    private static final String LIMIT = "x-ratelimit-";
    /** How LiteLLM and OpenRouter say it, with status 400; other servers answer with 404. */
    private static final Pattern UNKNOWN_MODEL = Pattern.compile("Invalid model name|is not a valid model ID");

    @Override
    public URI address(RemoteConfig config) {
        return URI.create(config.baseUrl() + "/chat/completions");
    }

    @Override
    public Map<String, String> headers(@Nullable ApiKey key) {
        return key == null ? Map.of() : Map.of("authorization", "Bearer " + key.value());
    }

    @Override
    public ObjectNode request(RemoteConfig config, Prompt prompt) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("model", config.model());
        ArrayNode content =
                request.putArray("messages").addObject().put("role", "user").putArray("content");
        content.addObject().put("type", "text").put("text", prompt.text());
        if (prompt.image() != null) {
            ObjectNode image = content.insertObject(config.generation().imageFirst() ? 0 : 1);
            image.put("type", "image_url")
                    .putObject("image_url")
                    .put("url", prompt.image().dataUrl());
        }
        RemoteGeneration generation = prompt.generation();
        Numbers.put(request, "temperature", generation.temperature());
        Numbers.put(request, "top_p", generation.topP());
        Numbers.put(request, "seed", generation.seed());
        if (!generation.stop().isEmpty()) {
            generation.stop().forEach(request.putArray("stop")::add);
        }
        if (config.generation().addSpecialTokens() != null) {
            request.put("add_special_tokens", config.generation().addSpecialTokens());
        }
        return request.put(config.generation().tokenLimitKey(), generation.maxNewTokens());
    }

    @Override
    public Set<String> settings() {
        return Set.of("max_new_tokens", "do_sample", "temperature", "top_p", "seed", "stop_strings");
    }

    @Override
    public int mostStops() {
        return 4;
    }

    @Override
    public Set<String> imageTypes() {
        // OpenAI reads GIF and WebP, too; llama.cpp's server no WebP, and Ollama no GIF.
        return Set.of("image/jpeg", "image/png");
    }

    @Override
    public ReplyOutcome answer(JsonNode reply) {
        JsonNode usage = reply.path("usage");
        Usage used = new Usage(Usage.sum(usage, "prompt_tokens"), Usage.sum(usage, "completion_tokens"));
        JsonNode choice = reply.path("choices").path(0);
        if (choice.isMissingNode()) {
            return new ReplyOutcome.Failure("the reply has no choice (choices is empty or missing)", false, used);
        }
        String finish = choice.path("finish_reason").asText("");
        boolean truncated = finish.equals("length");
        // Servers without a parser for the model's reasoning leave it in the text.
        String text = Prompts.withoutReasoning(text(choice.path("message").path("content")));
        JsonNode refusal = choice.path("message").path("refusal");
        if (refusal.isTextual() && !refusal.asText().isBlank()) {
            return new ReplyOutcome.Refusal(refusal.asText(), "message.refusal", used);
        }
        if (finish.equals("content_filter")) {
            return new ReplyOutcome.Refusal(text.isBlank() ? null : text, "finish_reason content_filter", used);
        }
        if (text.isBlank()) {
            return ReplyOutcome.empty("finish_reason " + finish, truncated, used);
        }
        return new ReplyOutcome.Text(text, truncated, used);
    }

    /** A text, or, from some compatible servers, a list of parts with texts. */
    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        StringBuilder joined = new StringBuilder();
        content.forEach(part -> joined.append(part.path("text").asText("")));
        return joined.toString();
    }

    @Override
    public Optional<ReplyOutcome> error(int status, JsonNode error) {
        String message = HttpReplyReader.message(error);
        String code = error.path("code").asText("") + " " + error.path("type").asText("");
        if (code.contains("content_policy_violation") || code.contains("content_filter")) {
            return Optional.of(new ReplyOutcome.Refusal(null, "content policy: " + message, Usage.NONE));
        }
        if (code.contains("insufficient_quota") || code.contains("billing_hard_limit_reached")) {
            return Optional.of(new ReplyOutcome.Failure("no quota left: " + message, true, Usage.NONE));
        }
        if (status == 400 && UNKNOWN_MODEL.matcher(message).find()) {
            return Optional.of(new ReplyOutcome.Failure("HTTP 400: " + message, true, Usage.NONE));
        }
        return Optional.empty();
    }

    @Override
    public Optional<Duration> delay(HttpReply reply, JsonNode body) {
        return RetryDelay.longest(Stream.of("requests", "tokens")
                .map(what -> RetryDelay.exhausted(reply, LIMIT + "remaining-" + what, LIMIT + "reset-" + what)));
    }
}
