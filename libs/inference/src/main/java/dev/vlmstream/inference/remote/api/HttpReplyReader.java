package dev.vlmstream.inference.remote.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.bundle.Jackson;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a reply means, in any format: the parts that are the same for all. */
public final class HttpReplyReader {
    private static final int MAX_MESSAGE = 300;
    /** How servers and the gateways before them say that the content was refused, and not the key. */
    private static final Pattern CONTENT = Pattern.compile(
            "content[ _-]?(policy|filter|management)|moderation|flagged|safety", Pattern.CASE_INSENSITIVE);

    private HttpReplyReader() {}

    public static ReplyOutcome of(ReplyFormat format, HttpReply reply) {
        JsonNode body = parse(reply.body());
        if (!reply.succeeded()) {
            return error(format, reply, body);
        }
        if (!body.isObject()) {
            return retry(
                    null,
                    "HTTP " + reply.status() + " with a body that is no JSON or breaks off: " + excerpt(reply.body()),
                    true);
        }
        JsonNode error = body.path("error");
        if (error.isObject() || error.isTextual() && !error.asText().isBlank()) {
            return retry(null, "HTTP " + reply.status() + " with an error: " + message(error), false);
        }
        return format.answer(body);
    }

    private static ReplyOutcome retry(@Nullable Duration after, String reason, boolean maybePaid) {
        return new ReplyOutcome.Retry(after, reason, maybePaid);
    }

    private static ReplyOutcome error(ReplyFormat format, HttpReply reply, JsonNode body) {
        JsonNode error = body.path("error");
        int status = reply.status();
        Optional<ReplyOutcome> special = format.error(status, error);
        if (special.isPresent()) {
            return special.get();
        }
        String reason = "HTTP " + status + ": " + (error.isMissingNode() ? excerpt(reply.body()) : message(error));
        if (status == 403 && CONTENT.matcher(error.toString()).find()) {
            return new ReplyOutcome.Refusal(null, reason, Usage.NONE);
        }
        Duration after =
                RetryDelay.header(reply).or(() -> format.delay(reply, body)).orElse(null);
        StatusMeaning meaning = StatusMeaning.of(status);
        if (meaning == StatusMeaning.AWAY) {
            return new ReplyOutcome.Unavailable(after, reason, true, false);
        }
        if (meaning == StatusMeaning.ASKED_AGAIN
                && !reply.header("x-should-retry").equals(Optional.of("false"))) {
            return retry(after, reason, false);
        }
        boolean redirected = status >= 300 && status < 400;
        return new ReplyOutcome.Failure(
                reason + (redirected ? " (redirected; set base_url to the address itself)" : format.cure()),
                meaning == StatusMeaning.STOPPED,
                Usage.NONE);
    }

    /** The words of an error object. */
    static String message(JsonNode error) {
        return error.isTextual()
                ? excerpt(error.asText())
                : excerpt(error.path("message").asText(error.toString()));
    }

    private static String excerpt(String text) {
        String line = text.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
        if (line.isEmpty()) {
            return "(no words)";
        }
        return line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE) + "…";
    }

    private static JsonNode parse(String body) {
        try {
            return Jackson.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
