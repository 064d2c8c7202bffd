package dev.vlmstream.scoring.http;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.scoring.Bombs;
import dev.vlmstream.scoring.BrokerResource;
import dev.vlmstream.scoring.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Bombs on every topic that scoring and its view read cost themselves, and no other record of the same run. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class PoisonIT extends OverHttp {
    private static final int ITEMS = 40;
    private static final Map<Topic, Schema> EVENTS = Map.of(
            Topic.RUNS, RunManifest.getClassSchema(),
            Topic.MODELS, ModelAnnouncement.getClassSchema(),
            Topic.REFERENCES, Reference.getClassSchema(),
            Topic.PREDICTIONS, Prediction.getClassSchema(),
            Topic.VERDICTS, Verdict.getClassSchema(),
            Topic.DEAD_LETTERS, DeadLetter.getClassSchema(),
            Topic.SCORES, Score.getClassSchema(),
            Topic.METRICS, MetricSnapshot.getClassSchema());

    private void bombs(String key) {
        EVENTS.forEach((topic, schema) -> {
            if (topic != Topic.REFERENCES) {
                pusher.push(topic, key, Bombs.longText(schema));
            }
        });
    }

    private static double leftOut() {
        return Management.metrics()
                .lines()
                .filter(line -> line.startsWith("vlmstream_left_out_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void aBombOnAnyTopicCostsItself() {
        String run = "bombed";
        double leftOut = leftOut();
        RunManifest manifest = Events.manifest(run, "open-world", ITEMS + 2, "a", "b");
        manifest.setJudges(Map.of("llm-judge", "judge"));
        bombs(run + "/before");
        pusher.push(manifest);
        for (int item = 0; item < ITEMS; item++) {
            pusher.push(Events.reference(run, "i" + item, "cat"));
            bombs(run + "/i" + item);
            for (String model : List.of("a", "b")) {
                pusher.push(Events.text(run, "i" + item, model, item % 2 == 0 ? "cat" : "dog"));
                pusher.push(Events.verdict(run, "i" + item, model, "llm-judge", true, null));
            }
        }
        // An item without a reference that can be read, and one that a model has no readable answer for.
        pusher.push(Topic.REFERENCES, run + "/unread", Bombs.longText(Reference.getClassSchema()));
        pusher.push(Events.reference(run, "torn", "cat"));
        byte[] torn = Bombs.torn(Wire.of(Prediction.class).encode(Events.text(run, "torn", "a", "cat")));
        pusher.push(Topic.PREDICTIONS, run + "/torn", torn);
        pusher.push(Events.text(run, "torn", "b", "cat"));

        awaitComplete(run);

        when().get("/api/runs/{run}/metrics", run)
                .then()
                .body("models.answered", equalTo(List.of(ITEMS, ITEMS + 1)))
                .body("models.failed", equalTo(List.of(2, 1)))
                .body("models[0].rules.'label-inclusion'.correct", equalTo(ITEMS / 2))
                .body("models[0].verdicts.'llm-judge'.given", equalTo(ITEMS));
        assertThat(get("/api/runs/{run}/export", run).asString().lines()).hasSize(2 * (ITEMS + 2));
        // Each of the view's topics had a bomb before the run and one per item.
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(leftOut() - leftOut).isEqualTo(6.0 * (ITEMS + 1)));
        given().queryParam("run", run)
                .get("/api/dead-letters")
                .then()
                .body("findAll { it.item == 'unread' }.service", equalTo(List.of("scoring")))
                .body("findAll { it.item == 'torn' }.model", equalTo(List.of("a")))
                .body("findAll { it.topic == 'predictions' && it.item == null }.size()", equalTo(ITEMS + 1))
                .body("findAll { it.topic == 'verdicts' && it.item == null }.size()", equalTo(ITEMS + 1));
        assertThat(Management.health("live")).isEqualTo(200);
    }

    /** Nothing is counted with it that would be published. */
    @Test
    void aDeadLetterAloneIsSeenAtOnce() {
        String run = "alone";
        pusher.push(Events.manifest(run, "open-world", 1, "a", "b"));
        awaitKnown(run);
        Duration quickest = IntStream.rangeClosed(1, 4)
                .mapToObj(letters -> {
                    long begun = System.nanoTime();
                    pusher.push(Topic.PREDICTIONS, run + "/x", new byte[] {1});
                    await().atMost(Duration.ofMinutes(1))
                            .pollInterval(Duration.ofMillis(20))
                            .until(() -> deadLetters(run).getList("").size() == letters);
                    return Duration.ofNanos(System.nanoTime() - begun);
                })
                // The commits that come anyway are two seconds apart, and the first one may just be due.
                .skip(1)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        assertThat(quickest).isLessThan(Duration.ofSeconds(1));
    }

    private static JsonPath deadLetters(String run) {
        return given().queryParam("run", run).get("/api/dead-letters").jsonPath();
    }

    @Test
    void anAnswerThatCannotBeJudgedIsAFailedItem() {
        String run = "unjudgeable";
        pusher.push(Events.manifest(run, "question-answering", 3, "m"));
        String deep = "1_".repeat(5_000) + "1";
        pusher.push(Events.question(run, "deep", "chartqa", new byte[] {1}, deep));
        pusher.push(Events.text(run, "deep", "m", "question-answering", deep));
        pusher.push(Events.question(run, "good", "chartqa", new byte[] {2}, "12"));
        pusher.push(Events.text(run, "good", "m", "question-answering", "12"));
        pusher.push(Events.question(run, "odd", "no-such-benchmark", new byte[] {3}, "12"));
        pusher.push(Events.text(run, "odd", "m", "question-answering", "12"));

        awaitComplete(run);

        assertThat(get("/api/runs/{run}/items/good", run).jsonPath().getString("[0].status"))
                .isEqualTo("answered");
        assertThat(get("/api/runs/{run}/items/odd", run).jsonPath().getString("[0].reason"))
                .contains("cannot be judged");
        assertThat(Management.health("live")).isEqualTo(200);
    }
}
