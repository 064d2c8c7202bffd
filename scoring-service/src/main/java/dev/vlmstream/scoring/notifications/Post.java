package dev.vlmstream.scoring.notifications;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.schemas.Notification;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Posts a notification to a webhook, once. */
final class Post {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** What the same request will be answered with again: the body is at fault. Everything else may be mended meanwhile. */
    private static final Set<Integer> REFUSALS = Set.of(400, 413, 415, 422);

    private final Webhook webhook;
    private final Optional<Signature> signature;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build();

    Post(Webhook webhook, Optional<Signature> signature) {
        this.webhook = webhook;
        this.signature = signature;
    }

    /**
     * What came of it.
     *
     * @param problem null if it was taken
     * @param refused whether it is of no use to try again
     * @param after what the server asks to wait for; null if it does not
     */
    record Outcome(
            @Nullable String problem,
            boolean refused,
            @Nullable Duration after) {
        boolean isDelivered() {
            return problem == null;
        }
    }

    Outcome send(Notification told) throws InterruptedException {
        try {
            return outcome(http.send(request(told), HttpResponse.BodyHandlers.discarding()));
        } catch (IOException e) {
            // Its class alone: messages may have the address.
            return new Outcome(e.getClass().getSimpleName(), false, null);
        }
    }

    private HttpRequest request(Notification told) {
        String body = webhook.slack() ? slack(told) : json(told);
        long now = Instant.now().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(webhook.address())
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("User-Agent", "vlmstream")
                .header("webhook-id", told.getId())
                .header("webhook-timestamp", String.valueOf(now))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        signature.ifPresent(key -> request.header("webhook-signature", key.of(told.getId(), now, body)));
        return request.build();
    }

    private static Outcome outcome(HttpResponse<Void> response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return new Outcome(null, false, null);
        }
        return new Outcome(
                "it answered with " + status,
                REFUSALS.contains(status),
                response.headers().firstValue("Retry-After").map(Post::seconds).orElse(null));
    }

    private static @Nullable Duration seconds(String header) {
        return header.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(header)) : null;
    }

    private static String json(Notification told) {
        ObjectNode json = JSON.createObjectNode()
                .put("id", told.getId())
                .put("event", told.getEvent())
                .put("run", told.getRun())
                .put("model", told.getModel())
                .put("metric", told.getMetric())
                .put("value", told.getValue())
                .put("low", told.getLow())
                .put("high", told.getHigh())
                .put("limit", told.getLimit())
                .put("text", told.getText())
                .put("at", Instant.ofEpochMilli(told.getAt()).toString());
        json.properties().removeIf(field -> field.getValue().isNull());
        return json.toString();
    }

    /** Slack gives three characters a meaning of their own. */
    private static String slack(Notification told) {
        String text = told.getText().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return JSON.createObjectNode().put("text", text).toString();
    }
}
