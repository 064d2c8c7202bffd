package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What came of a run: on the topics, and as the scoring service tells it. */
final class Results {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String server;

    Results(String server) {
        this.server = server;
    }

    JsonNode get(String path) {
        HttpResponse<String> response = send(path);
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
        return parse(response.body());
    }

    String text(String path) {
        return send(path).body();
    }

    void awaitComplete(String run, Duration patience) {
        await("run " + run + " complete")
                .atMost(patience)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() ->
                        get("/api/runs/" + run + "/metrics").get("complete").asBoolean());
    }

    void awaitJudged(String run, Duration patience) {
        await("run " + run + " judged")
                .atMost(patience)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() -> get("/api/runs/" + run + "/metrics").get("judged").asBoolean());
    }

    /** Outcomes counted so far, over all models; -1 while the service does not answer. */
    long counted(String run) {
        try {
            long counted = 0;
            for (JsonNode model : get("/api/runs/" + run + "/metrics").get("models")) {
                counted += outcomes(model);
            }
            return counted;
        } catch (RuntimeException | AssertionError e) {
            return -1;
        }
    }

    static long outcomes(JsonNode model) {
        return model.get("answered").asLong()
                + model.get("unparsed").asLong()
                + model.get("refused").asLong()
                + model.get("failed").asLong();
    }

    /** Every item of the run is there once for every model, in scores, in predictions and in the counts. */
    void assertExactlyOnce(Wiretap tap, RunManifest manifest) {
        Map<String, Integer> scored = new HashMap<>();
        Map<String, Integer> right = new HashMap<>();
        for (Score score : tap.readAll(Topic.SCORES, Score.class)) {
            if (score.getRun().equals(manifest.getRun())) {
                scored.merge(score.getItemId() + " " + score.getModel(), 1, Integer::sum);
                boolean correct = Boolean.TRUE.equals(score.getRules().get(score.getPrimaryRule()));
                right.merge(score.getModel(), correct ? 1 : 0, Integer::sum);
            }
        }
        assertThat(scored).as("scores").hasSize((int)
                (manifest.getItems() * manifest.getModels().size()));
        assertThat(scored.values()).as("scores of each item and model").containsOnly(1);
        Map<String, Integer> predicted = new HashMap<>();
        for (Prediction prediction : tap.readAll(Topic.PREDICTIONS, Prediction.class)) {
            if (prediction.getRun().equals(manifest.getRun())) {
                predicted.merge(prediction.getItemId() + " " + prediction.getModel(), 1, Integer::sum);
            }
        }
        assertThat(predicted.values()).as("predictions of each item and model").containsOnly(1);
        for (JsonNode model : get("/api/runs/" + manifest.getRun() + "/metrics").get("models")) {
            String name = model.get("model").asText();
            assertThat(outcomes(model)).as("outcomes of " + name).isEqualTo(manifest.getItems());
            JsonNode rule = model.get("rules").get(model.get("primaryRule").asText());
            assertThat(rule.get("correct").asInt())
                    .as("right answers of " + name)
                    .isEqualTo(right.get(name));
        }
    }

    private HttpResponse<String> send(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(server + path))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new IllegalStateException(body, e);
        }
    }
}
