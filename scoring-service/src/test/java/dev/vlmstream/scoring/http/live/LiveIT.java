package dev.vlmstream.scoring.http.live;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
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
import jakarta.inject.Inject;
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
    void aRunsLastStateIsSentAtOnceThenItsChangesItsEndAndItsDeletion() throws Exception {
        pushRun("watched", 2);
        pushAnswer("watched", "1", "cat");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> get("/api/runs/watched/metrics").jsonPath().getInt("models[0].answered") == 1);
        try (EventStream events = new EventStream("/api/runs/watched/events")) {
            assertThat(json(events, "metrics").at("/models/0/answered").asInt()).isEqualTo(1);
            pushAnswer("watched", "2", "cat");
            JsonNode complete = json(events, "complete");
            assertThat(complete.at("/models/0/answered").asInt()).isEqualTo(2);
            assertThat(complete).isEqualTo(json("/api/runs/watched/metrics"));
            pusher.delete(Events.manifest("watched", "open-world", 2, "vlm"));
            assertThat(json(events, "deleted").path("run").asText()).isEqualTo("watched");
        }
    }

    @Test
    void oneConnectionShowsAllRuns() throws Exception {
        pushRun("before", 1);
        int others = subscriptions.size();
        try (EventStream events = new EventStream("/api/events")) {
            assertThat(json(events, "runs").findValuesAsText("run")).contains("before");
            pushRun("appears", 1);
            assertThat(json(events, "runs").findValuesAsText("run")).containsExactly("appears");
            pushAnswer("appears", "1", "cat");
            assertThat(json(events, "complete").at("/runs/0").asText()).isEqualTo("appears");
            pusher.delete(Events.manifest("appears", "open-world", 1, "vlm"));
            assertThat(json(events, "deleted").at("/runs/0").asText()).isEqualTo("appears");
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> subscriptions.size() <= others);
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
        await().atMost(Duration.ofMinutes(1))
                .until(() -> get("/api/runs/" + run + "/metrics").jsonPath().getInt("models[0].answered") == 1);
        try (EventStream events = new EventStream("/api/runs/" + run + "/events?feed=answers")) {
            assertThat(events.next()).isEqualTo("answers");
            assertThat(events.data()).contains("\"arrived\":1,\"seconds\":0.0").contains("\"answer\":\"a cat\"");
            pushAnswer(run, "2", "a dog");
            JsonNode next = json(events, "answers");
            assertThat(next.path("arrived").asInt()).isEqualTo(1);
            assertThat(next.at("/answers/0/answer").asText()).isEqualTo("a dog");
            assertThat(next.at("/answers/0/rules/label-inclusion").asBoolean(true))
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
    void unknownRunsAndFeedsAreRefused() {
        pushRun("feeds", 1);
        get("/api/runs/feeds/events?feed=odd").then().statusCode(400);
        get("/api/runs/nix/events").then().statusCode(404);
    }

    private static JsonNode json(EventStream events, String event) throws Exception {
        return new ObjectMapper().readTree(events.until(event));
    }

    private static JsonNode json(String path) throws Exception {
        return new ObjectMapper().readTree(get(path).asString());
    }
}
