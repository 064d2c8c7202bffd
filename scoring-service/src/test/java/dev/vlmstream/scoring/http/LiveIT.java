package dev.vlmstream.scoring.http;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.scoring.BrokerResource;
import dev.vlmstream.scoring.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is told as it happens, with a real broker and real clients. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class LiveIT extends OverHttp {
    @Inject
    Listeners listeners;

    @Test
    void aSocketTellsARunsLastStateAtOnceThenItsChangesItsEndAndItsDeletion() throws Exception {
        known("told", 2);
        answer("told", "1");
        await().until(() -> get("/api/runs/told/metrics").jsonPath().getInt("models[0].answered") == 1);
        try (SocketClient socket = new SocketClient("/api/runs/told/live", null)) {
            assertThat(socket.until("metrics")
                            .path("models")
                            .path(0)
                            .path("answered")
                            .asInt())
                    .isEqualTo(1);
            socket.say("whatever a client says");
            answer("told", "2");
            JsonNode complete = socket.until("complete");
            assertThat(complete.path("models").path(0).path("answered").asInt()).isEqualTo(2);
            assertThat(complete).isEqualTo(json("/api/runs/told/metrics"));
            pusher.delete(Events.manifest("told", "open-world", 2, "vlm"));
            assertThat(socket.until("deleted").path("run").asText()).isEqualTo("told");
        }
    }

    @Test
    void oneSocketTellsOfAllRuns() throws Exception {
        known("before", 1);
        int others = listeners.size();
        try (SocketClient socket = new SocketClient("/api/live", "http://localhost:" + RestAssured.port)) {
            assertThat(socket.until("runs").findValuesAsText("run")).contains("before");
            known("appears", 1);
            assertThat(socket.until("runs").findValuesAsText("run")).containsExactly("appears");
            answer("appears", "1");
            assertThat(socket.until("complete").path("runs").path(0).asText()).isEqualTo("appears");
            pusher.delete(Events.manifest("appears", "open-world", 1, "vlm"));
            assertThat(socket.until("deleted").path("runs").path(0).asText()).isEqualTo("appears");
        }
        await().until(() -> listeners.size() <= others);
    }

    @Test
    void theNewestRunsHaveSeriesForPrometheusUntilTheyAreDeleted() {
        known("metered", 2);
        answer("metered", "1");
        String series = "vlmstream_run_accuracy{model=\"vlm\",rule=\"label-inclusion\",run=\"metered\"} 1.0";
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get("/q/metrics").asString().contains(series));
        assertThat(get("/q/metrics").asString())
                .contains(
                        "vlmstream_run_metric{metric=\"label-inclusion\",model=\"vlm\",of=\"rule\",run=\"metered\"} 1.0");
        pusher.delete(Events.manifest("metered", "open-world", 2, "vlm"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !get("/q/metrics").asString().contains("run=\"metered\""));
    }

    @Test
    void serverSentEventsTellOfAllRuns() throws Exception {
        known("here", 1);
        try (EventStream events = new EventStream("/api/events")) {
            assertThat(events.until("runs")).contains("\"run\":\"here\"");
            answer("here", "1");
            assertThat(events.until("complete")).contains("here");
        }
    }

    @Test
    void aSocketIsRefusedToOtherPagesAndForUnknownRuns() {
        assertThatThrownBy(() -> new SocketClient("/api/live", "http://elsewhere.example"))
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .rootCause()
                .hasMessageContaining("403");
        assertThatThrownBy(() -> new SocketClient("/api/runs/nix/live", null))
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .rootCause()
                .hasMessageContaining("404");
    }

    private void known(String run, long items) {
        pusher.push(Events.manifest(run, "open-world", items, "vlm"));
        await().until(() -> get("/api/runs/{run}", run).statusCode() == 200);
    }

    private void answer(String run, String item) {
        pusher.push(Events.reference(run, item, "cat"));
        pusher.push(Events.text(run, item, "vlm", "cat"));
    }

    private static JsonNode json(String path) throws Exception {
        return new ObjectMapper().readTree(get(path).asString());
    }
}
