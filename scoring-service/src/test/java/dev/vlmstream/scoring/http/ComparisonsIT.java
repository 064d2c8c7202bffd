package dev.vlmstream.scoring.http;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.BrokerResource;
import dev.vlmstream.scoring.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What models answer instead, how they differ, and where, over HTTP. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class ComparisonsIT extends OverHttp {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 1, 2, 3};

    @Test
    void classesConfusionsAndPairsAreServed() {
        String run = "analysed";
        pusher.push(Events.manifest(run, "open-world", 12, "vlm", "clip"));
        IntStream.range(0, 12).forEach(item -> {
            String id = String.format("%03d", item);
            pusher.push(Events.reference(run, id, "cat", PNG));
            pusher.push(Events.text(run, id, "vlm", item < 2 ? "cat" : "a big dog"));
            pusher.push(Events.ranking(run, id, "clip", "cat", "dog"));
        });
        awaitComplete(run);

        when().get("/api/runs")
                .then()
                .body("find { it.run == 'analysed' }.best.model", equalTo("clip"))
                .body("find { it.run == 'analysed' }.best.rule", equalTo("top1"))
                .body("find { it.run == 'analysed' }.best.score.correct", equalTo(12));
        when().get("/api/models/colours")
                .then()
                .body("model", hasItems("clip", "vlm"))
                .body("findAll { it.model in ['clip', 'vlm'] }.hue.unique()", hasSize(2));
        when().get("/api/runs/{run}/classes", run)
                .then()
                .body("name", equalTo(List.of("cat", "dog", "ant")))
                .body("[0].models.vlm.n", equalTo(12))
                .body("[0].models.vlm.correct", equalTo(2));
        when().get("/api/runs/{run}/classes/columns", run)
                .then()
                .body("names", equalTo(List.of("cat", "dog", "ant")))
                .body("models.model", equalTo(List.of("vlm", "clip")))
                .body("models[0].n", equalTo(List.of(12, 0, 0)))
                .body("models[0].correct", equalTo(List.of(2, 0, 0)))
                .body("models[0].low[1]", nullValue());
        given().queryParam("first", "vlm")
                .queryParam("second", "clip")
                .queryParam("right", "second")
                .queryParam("size", 4)
                .get("/api/runs/{run}/differences", run)
                .then()
                .body("total", equalTo(10))
                .body("items.collect { it.first.item }", equalTo(List.of("002", "003", "004", "005")))
                .body("items[0].first.answer", equalTo("a big dog"))
                .body("items[0].second.ranking[0].name", equalTo("cat"))
                .body("items[0].first.prompt", nullValue());
        given().queryParam("model", "vlm")
                .get("/api/runs/{run}/items/003", run)
                .then()
                .body("", hasSize(1))
                .body("[0].prompt", containsString("USER"));
        when().get("/api/runs/{run}/items/nothing", run)
                .then()
                .statusCode(404)
                .body("error", containsString("no scored item"));
        given().queryParam("model", "vlm")
                .get("/api/runs/{run}/confusions", run)
                .then()
                .body("said", equalTo(List.of("dog")))
                .body("count", equalTo(List.of(10)))
                .body("example", hasSize(1))
                .body("shown", equalTo(List.of(12)));
        given().queryParam("model", "vlm")
                .get("/api/runs/{run}/answers", run)
                .then()
                .body("said", equalTo(List.of("dog", "cat")))
                .body("count", equalTo(List.of(10, 2)))
                .body("right", equalTo(List.of(0, 2)))
                .body("named", equalTo(List.of(true, true)));
        given().queryParam("model", "vlm")
                .get("/api/runs/{run}/confusions/matrix", run)
                .then()
                .body("groups.flatten()", containsInAnyOrder("cat", "dog"))
                .body("counts.flatten().sum()", equalTo(12));
        when().get("/api/runs/{run}/agreement", run)
                .then()
                .body("items", equalTo(12))
                .body("rightBy", equalTo(List.of(0, 10, 2)))
                .body("models.find { it.model == 'clip' }.onlyRight", equalTo(10))
                .body("models.find { it.model == 'vlm' }.onlyWrong", equalTo(10));
        given().queryParam("model", "vlm")
                .queryParam("label", "cat")
                .queryParam("said", "dog")
                .queryParam("rightBy", "one")
                .queryParam("q", "BIG d")
                .queryParam("size", 3)
                .queryParam("page", 1)
                .get("/api/runs/{run}/items", run)
                .then()
                .body("total", equalTo(10))
                .body("items.item", equalTo(List.of("005", "006", "007")));
        given().queryParam("model", "vlm")
                .queryParam("q", "elephant")
                .get("/api/runs/{run}/items", run)
                .then()
                .body("total", equalTo(0));
        when().get("/api/runs/{run}/pairs", run)
                .then()
                .body("", hasSize(1))
                .body("[0].onlySecond", equalTo(10))
                .body("[0].bothRight", equalTo(2));
        given().queryParam("model", "vlm")
                .queryParam("against", "clip")
                .get("/api/runs/{run}/items", run)
                .then()
                .body("total", equalTo(10))
                .body("items[0].item", equalTo("002"));
        given().queryParam("first", "vlm")
                .queryParam("second", "nobody")
                .get("/api/runs/{run}/compare", run)
                .then()
                .statusCode(404)
                .body("error", containsString("its models: vlm, clip"));
        given().queryParam("first", "vlm")
                .queryParam("second", "clip")
                .queryParam("of", run)
                .get("/api/runs/{run}/compare", run)
                .then()
                .body("n", equalTo(12));
    }

    /** The correlations are SciPy 1.17's {@code pearsonr} and {@code spearmanr}. */
    @Test
    void accuracyIsSetBesideClassFrequencyWhileTheRunGoesOn() {
        String run = "frequent";
        RunManifest manifest = Events.manifest(run, "open-world", 6, "vlm");
        manifest.setFrequencies(Map.of("cat", 5000L, "dog", 50L, "ant", 0L));
        pusher.push(manifest);
        List<String> labels = List.of("cat", "cat", "dog", "dog", "ant", "ant");
        List<String> answers = List.of("cat", "cat", "dog", "cat", "an ant", "cat");
        IntStream.range(0, 6).forEach(item -> pusher.push(Events.reference(run, "" + item, labels.get(item))));
        IntStream.range(0, 2).forEach(item -> pusher.push(Events.text(run, "" + item, "vlm", answers.get(item))));
        awaitKnown(run);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> get("/api/runs/{run}/frequency", run).jsonPath().getInt("models[0].classes") == 1);
        when().get("/api/runs/{run}/frequency", run).then().body("models[0].spearman.value", nullValue());

        IntStream.range(2, 6).forEach(item -> pusher.push(Events.text(run, "" + item, "vlm", answers.get(item))));
        awaitComplete(run);

        when().get("/api/runs/{run}/frequency", run)
                .then()
                .body("names", equalTo(List.of("cat", "dog", "ant")))
                .body("counts", equalTo(List.of(5000, 50, 0)))
                .body("models[0].classes", equalTo(3))
                .body("models[0].pearson.value", equalTo(0.9999621243f))
                .body("models[0].spearman.value", equalTo(0.8660254f))
                .body("models[0].bins.find { it.from == 1000 }.items.correct", equalTo(2))
                .body("models[0].bins.find { it.from == 50 }.accuracy", equalTo(0.5f));
    }
}
