package dev.vlmstream.scoring.http.live;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.BrokerResource;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.http.Management;
import dev.vlmstream.scoring.http.OverHttp;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is pushed as it happens, with a real broker and real clients. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class LiveIT extends OverHttp {
    @Inject
    Subscriptions subscriptions;

    @Test
    void aSocketSendsARunsLastStateAtOnceThenItsChangesItsEndAndItsDeletion() throws Exception {
        pushRun("watched", 2);
        pushAnswer("watched", "1", "cat");
        await().until(() -> get("/api/runs/watched/metrics").jsonPath().getInt("models[0].answered") == 1);
        try (SocketClient socket = new SocketClient("/api/runs/watched/live", null)) {
            assertThat(socket.until("metrics")
                            .path("models")
                            .path(0)
                            .path("answered")
                            .asInt())
                    .isEqualTo(1);
            socket.send("whatever a client says");
            pushAnswer("watched", "2", "cat");
            JsonNode complete = socket.until("complete");
            assertThat(complete.path("models").path(0).path("answered").asInt()).isEqualTo(2);
            assertThat(complete).isEqualTo(json("/api/runs/watched/metrics"));
            pusher.delete(Events.manifest("watched", "open-world", 2, "vlm"));
            assertThat(socket.until("deleted").path("run").asText()).isEqualTo("watched");
        }
    }

    @Test
    void oneSocketSendsAllRuns() throws Exception {
        pushRun("before", 1);
        int others = subscriptions.size();
        try (SocketClient socket = new SocketClient("/api/live", "http://localhost:" + RestAssured.port)) {
            assertThat(socket.until("runs").findValuesAsText("run")).contains("before");
            pushRun("appears", 1);
            assertThat(socket.until("runs").findValuesAsText("run")).containsExactly("appears");
            pushAnswer("appears", "1", "cat");
            assertThat(socket.until("complete").path("runs").path(0).asText()).isEqualTo("appears");
            pusher.delete(Events.manifest("appears", "open-world", 1, "vlm"));
            assertThat(socket.until("deleted").path("runs").path(0).asText()).isEqualTo("appears");
        }
        await().until(() -> subscriptions.size() <= others);
    }

    @Test
    void theNewestRunsHaveSeriesForPrometheusUntilTheyAreDeleted() {
        RunManifest newest = Events.manifest("metered", "open-world", 2, "vlm");
        newest.setCreatedAt(Events.CREATED_AT + 1);
        pusher.push(newest);
        awaitKnown("metered");
        pushAnswer("metered", "1", "cat");
        String series = "vlmstream_run_accuracy{model=\"vlm\",rule=\"label-inclusion\",run=\"metered\"} 1.0";
        await().atMost(Duration.ofSeconds(20)).until(() -> Management.metrics().contains(series));
        assertThat(Management.metrics())
                .contains(
                        "vlmstream_run_metric{metric=\"label-inclusion\",model=\"vlm\",of=\"rule\",run=\"metered\"} 1.0");
        pusher.delete(Events.manifest("metered", "open-world", 2, "vlm"));
        await().atMost(Duration.ofSeconds(20)).until(() -> !Management.metrics().contains("run=\"metered\""));
    }

    @Test
    void eventsSendTheNumbersAndTheEnd() throws Exception {
        String run = "events";
        pushRun(run, 3);
        pushAnswer(run, "1", "cat");
        try (EventStream events = new EventStream("/api/runs/" + run + "/events")) {
            assertThat(events.next()).isEqualTo("metrics");
            for (String item : List.of("2", "3")) {
                pushAnswer(run, item, "dog");
            }
            assertThat(events.until("complete")).contains("\"answered\":3").contains("\"complete\":true");
        }
    }

    @Test
    void answersAreSentAsTheyComeAndTheLastOnesToWhoComesLate() throws Exception {
        String run = "tail";
        pushRun(run, 3);
        pushAnswer(run, "1", "a cat");
        await().until(() -> get("/api/runs/" + run + "/metrics").jsonPath().getInt("models[0].answered") == 1);
        try (EventStream events = new EventStream("/api/runs/" + run + "/events?feed=answers");
                SocketClient socket = new SocketClient("/api/runs/" + run + "/live?feed=answers", null)) {
            assertThat(events.next()).isEqualTo("answers");
            assertThat(events.data()).contains("\"arrived\":1,\"seconds\":0.0").contains("\"answer\":\"a cat\"");
            assertThat(socket.until("answers").at("/answers/0/item").asText()).isEqualTo("1");
            pushAnswer(run, "2", "a dog");
            assertThat(events.until("answers")).contains("\"arrived\":1").contains("a dog");
            assertThat(socket.until("answers")
                            .at("/answers/0/rules/label-inclusion")
                            .asBoolean(true))
                    .isFalse();
        }
        pushAnswer(run, "3", "an ant");
        awaitComplete(run);
        try (EventStream late = new EventStream("/api/runs/" + run + "/events?feed=answers")) {
            Set<String> seen = new TreeSet<>();
            while (seen.size() < 3) {
                // What came since the last turn for all who watch comes with the next.
                JsonNode news = new ObjectMapper().readTree(late.until("answers"));
                seen.addAll(news.path("answers").findValuesAsText("item"));
            }
            assertThat(seen).containsExactly("1", "2", "3");
            pusher.delete(Events.manifest(run, "open-world", 3, "vlm"));
            assertThat(late.until("deleted")).contains(run);
        }
    }

    @Test
    void serverSentEventsShowAllRuns() throws Exception {
        pushRun("here", 1);
        try (EventStream events = new EventStream("/api/events")) {
            assertThat(events.until("runs")).contains("\"run\":\"here\"");
            pushAnswer("here", "1", "cat");
            assertThat(events.until("complete")).contains("here");
        }
    }

    @Test
    void aSocketIsRefusedToOtherPagesAndForUnknownRuns() {
        assertThatThrownBy(() -> new SocketClient("/api/live", "http://elsewhere.example"))
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .rootCause()
                .hasMessageContaining("403");
        pushRun("feeds", 1);
        assertThatThrownBy(() -> new SocketClient("/api/runs/feeds/live?feed=odd", null))
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .rootCause()
                .hasMessageContaining("400");
        assertThatThrownBy(() -> new SocketClient("/api/runs/nix/live", null))
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .rootCause()
                .hasMessageContaining("404");
    }

    private static JsonNode json(String path) throws Exception {
        return new ObjectMapper().readTree(get(path).asString());
    }
}
