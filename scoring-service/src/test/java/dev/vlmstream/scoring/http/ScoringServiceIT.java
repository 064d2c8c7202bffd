package dev.vlmstream.scoring.http;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;

import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.scoring.BrokerResource;
import dev.vlmstream.scoring.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The whole service with a real broker, over HTTP. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class ScoringServiceIT extends OverHttp {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 1, 2, 3};

    @Test
    void aRunIsScoredAndServed() {
        String run = "served";
        pusher.push(Events.manifest(run, "open-world", 30, "vlm", "clip"));
        for (int item = 0; item < 30; item++) {
            String id = String.format("item-%02d", item);
            pusher.push(Events.text(run, id, "vlm", item < 10 ? "a cat" : "a dog"));
            pusher.push(Events.reference(run, id, "cat", PNG));
            if (item < 25) {
                Prediction ranked = Events.ranking(run, id, "clip", "cat", "dog");
                ranked.setConfidence(0.875);
                pusher.push(ranked);
            } else {
                pusher.push(Events.deadLetter(run, id, "clip", "the image is none"));
            }
        }

        awaitComplete(run);

        when().get("/api/runs/{run}/metrics", run)
                .then()
                .body("items", equalTo(30))
                .body("models.model", equalTo(List.of("vlm", "clip")))
                .body("models[0].answered", equalTo(30))
                .body("models[0].rules.'label-inclusion'.n", equalTo(30))
                .body("models[0].rules.'label-inclusion'.correct", equalTo(10))
                .body("models[0].tokens", equalTo(90))
                .body("models[0].itemsPerSecond", nullValue())
                .body("models[1].task", equalTo("zero-shot"))
                .body("models[1].primaryRule", equalTo("top1"))
                .body("models[1].answered", equalTo(25))
                .body("models[1].failed", equalTo(5))
                .body("models[1].rules.top1.n", equalTo(25));
        when().get("/api/runs")
                .then()
                .body("run", hasItem(run))
                .body("find { it.run == 'served' }.counted", equalTo(60))
                .body("find { it.run == 'served' }.failed", equalTo(5));
        when().get("/api/runs/{run}", run)
                .then()
                .body("classCount", equalTo(3))
                .body("complete", equalTo(true))
                .body("prompt", containsString("What type"))
                .body("tokenisation", equalTo("direct"))
                .body("$", hasKey("budget"));
        when().get("/api/runs/{run}/curve", run)
                .then()
                .body("models", hasSize(2))
                .body("models[0].points", hasSize(lessThanOrEqualTo(200)))
                .body("models[0].points[-1].n", equalTo(30));
        when().get("/api/runs/{run}/items/item-00", run)
                .then()
                .body("model", equalTo(List.of("clip", "vlm")))
                .body("[1].containsKey('confidence')", equalTo(false))
                .body("[0].confidence", equalTo(0.875f))
                .body("[0].question", nullValue())
                .body("[0].templates", equalTo(List.of("A photo of a {}")))
                .body("[1].question", equalTo("What type of object is in this photo?"))
                .body("[1].containsKey('templates')", equalTo(false));
        when().get("/api/runs/{run}/metrics", run)
                .then()
                .body("models[1].reliability.bins", hasSize(15))
                .body("models[1].reliability.equalMass.answers.n", equalTo(List.of(25)));
    }

    @Test
    void itemsArePagedFilteredAndExported() {
        String run = "paged";
        pusher.push(Events.manifest(run, "open-world", 120, "vlm"));
        IntStream.range(0, 120).forEach(item -> {
            String id = String.format("%03d", item);
            pusher.push(Events.reference(run, id, "cat", PNG));
            pusher.push(Events.text(run, id, "vlm", item % 4 == 0 ? "cat" : "dog"));
        });
        awaitComplete(run);

        given().queryParam("model", "vlm")
                .queryParam("filter", "wrong")
                .queryParam("page", 1)
                .queryParam("size", 20)
                .get("/api/runs/{run}/items", run)
                .then()
                .body("total", equalTo(90))
                .body("page", equalTo(1))
                .body("items", hasSize(20))
                .body("items[0].item", equalTo("027"))
                .body("items[0].answer", equalTo("dog"))
                .body("items[0].token_ids", equalTo(List.of(5, 6, 7)))
                .body("items[0].status", equalTo("answered"))
                .body("items[0].rules.'label-inclusion'", equalTo(false))
                .body("items[0].hasImage", equalTo(true))
                .body("items[0].image", equalTo("027.png"));
        String export = when().get("/api/runs/{run}/export", run)
                .then()
                .contentType("application/x-ndjson")
                .extract()
                .asString();
        assertThat(export.lines()).hasSize(120);
        assertThat(export.lines().map(line -> line.replaceAll(".*\"item\":\"(\\d+)\".*", "$1")))
                .isSorted();
        byte[] image = when().get("/api/runs/{run}/items/007/image", run)
                .then()
                .contentType("image/png")
                .extract()
                .asByteArray();
        assertThat(image).isEqualTo(PNG);
    }

    @Test
    void aRunWithMoreItemsThanItsManifestSaysIsShownAsSuchAndNeverAsComplete() {
        String run = "union";
        String problem = "5 of 3 items: more than the manifest says";
        pusher.push(Events.manifest(run, "open-world", 3, "vlm"));
        IntStream.range(0, 5).forEach(item -> pushAnswer(run, "i" + item, "cat"));
        IntStream.range(0, 50).forEach(item -> pusher.push(Events.deadLetter(run, "x" + item, "another", "no model")));

        await().atMost(Duration.ofSeconds(30))
                .until(() -> problem.equals(
                        get("/api/runs/{run}/metrics", run).jsonPath().getString("problem")));

        when().get("/api/runs/{run}/metrics", run)
                .then()
                .body("complete", equalTo(false))
                .body("models.model", equalTo(List.of("vlm")));
        when().get("/api/runs/{run}", run)
                .then()
                .body("complete", equalTo(false))
                .body("problem", equalTo(problem));
        when().get("/api/runs")
                .then()
                .body("find { it.run == 'union' }.problem", equalTo(problem))
                .body("find { it.run == 'union' }.counted", equalTo(5));
    }

    @Test
    void badRecordsCostOnlyThemselves() {
        String run = "poisoned";
        pusher.push(Events.manifest(run, "open-world", 2, "vlm", "twin"));
        pusher.push(Topic.PREDICTIONS, run + "/1", "{}".getBytes(StandardCharsets.UTF_8));
        pusher.push(Events.deadLetter(run, "1", null, "no such image"));
        pusher.push(Events.reference(run, "2", "cat"));
        pusher.push(Events.text(run, "2", "vlm", "cat"));
        pusher.pushWithKey("a key of another kind", Events.text(run, "2", "twin", "cat"));

        awaitComplete(run);

        when().get("/api/runs/{run}/metrics", run)
                .then()
                .body("models.failed", equalTo(List.of(1, 1)))
                .body("models.answered", equalTo(List.of(1, 1)));
        await().atMost(Duration.ofMinutes(1))
                .until(() -> get("/api/dead-letters?run=" + run)
                                .jsonPath()
                                .getList("service")
                                .size()
                        == 2);
        given().queryParam("run", run)
                .get("/api/dead-letters")
                .then()
                .body("findAll { it.item == '1' }.reason", equalTo(List.of("no such image")))
                .body("service", containsInAnyOrder("decode", "scoring"));
        assertThat(Management.metrics()).contains("vlmstream_undecodable_total");
    }

    @Test
    void modelsAreListedAsAnnouncedAndToldFromThoseWhoseServiceIsGone() {
        long begun = System.currentTimeMillis() - 1_000;
        ModelAnnouncement announcement = ModelAnnouncement.newBuilder()
                .setModel("clip-photo")
                .setDigest("d1")
                .setKind("dual-encoder")
                .setTasks(List.of("zero-shot"))
                .setService("embed")
                .setSoftwareVersion("1")
                .setAnnouncedAt(1)
                .setLeaseMillis(0)
                .build();
        pusher.push(announcement);

        String one = "find { it.model == 'clip-photo' }.";
        await().atMost(Duration.ofMinutes(1))
                .until(() -> "dual-encoder".equals(get("/api/models").jsonPath().getString(one + "kind")));
        await().atMost(Duration.ofMinutes(1))
                .until(() -> get("/api/models").jsonPath().getBoolean(one + "away"));

        // Its clock is years slow.
        announcement.setLeaseMillis(600_000);
        pusher.push(announcement);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !get("/api/models").jsonPath().getBoolean(one + "away"));
        when().get("/api/models").then().body(one + "announcedAt", greaterThan(begun));
    }

    @Test
    void aWrongRequestIsAnsweredWithTheCure() {
        pushRun("known", 1);

        when().get("/api/runs/unknown/metrics").then().statusCode(404).body("error", containsString("known"));
        when().get("/api/runs/known/items?filter=odd").then().statusCode(400).body("error", containsString("unparsed"));
        when().get("/api/runs/known/items?size=0").then().statusCode(400).body("error", containsString("1 to 500"));
        when().get("/api/runs/known/items?model=x").then().statusCode(404).body("error", containsString("vlm"));
        when().get("/api/runs/known/items/9/image").then().statusCode(404);
        when().get("/api/runs/known/items?brief=maybe").then().statusCode(400).body("error", containsString("brief"));
        when().get("/api/runs/known/confusions")
                .then()
                .statusCode(400)
                .body("error", containsString("model is missing"));
        when().post("/api/runs")
                .then()
                .statusCode(405)
                .header("Allow", "GET, HEAD, OPTIONS")
                .body("error", containsString("vlmstream push"));
        when().get("/api/runs/known/metrics").then().body("models.answered", hasItems(0));
    }
}
