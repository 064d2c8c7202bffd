package dev.vlmstream.scoring.http;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.vlmstream.scoring.BrokerResource;
import dev.vlmstream.scoring.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The figures of benchmarks of question answering, over HTTP. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class BenchmarksIT extends OverHttp {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 1, 2, 3};

    @Test
    void gradesAreServedAsMeansWithIntervalsClusteredByImageAndPaired() {
        String run = "graded";
        pusher.push(Events.manifest(run, "question-answering", 12, "one", "two"));
        IntStream.range(0, 12).forEach(item -> {
            String id = String.format("%03d", item);
            byte[] image = {(byte) 0x89, 'P', 'N', 'G', (byte) (item / 2)};
            pusher.push(Events.text(run, id, "one", "question-answering", item < 6 ? "1998" : "1999"));
            pusher.push(Events.question(run, id, "docvqa", image, "1998", "in 1998"));
            pusher.push(Events.text(run, id, "two", "question-answering", "nothing"));
        });
        awaitComplete(run);

        when().get("/api/runs/{run}/metrics", run)
                .then()
                .body("models[0].primaryRule", equalTo("anls"))
                .body("models[0].rules.anls.n", equalTo(12))
                .body("models[0].rules.anls.graded", equalTo(true))
                .body("models[0].rules.anls.accuracy", equalTo(0.875f))
                .body("models[0].rules.anls.low", greaterThan(0.7f))
                .body("models[0].rules.exact.accuracy", equalTo(0.5f))
                .body("models[0].rules.exact.graded", nullValue())
                .body("models[0].meanPerClassRecall", nullValue())
                .body("models[0].honest.clusteredLow", notNullValue())
                .body("models[0].honest.anytimeHigh", lessThanOrEqualTo(1f))
                .body("models[0].poll", nullValue())
                .body("models[1].rules.anls.accuracy", equalTo(0f));
        given().queryParam("first", "one")
                .queryParam("second", "two")
                .get("/api/runs/{run}/compare", run)
                .then()
                .body("difference", equalTo(0.875f))
                .body("mcNemar", nullValue())
                .body("pairedT", lessThanOrEqualTo(1e-6f))
                .body("onlyFirst", equalTo(12));
        when().get("/api/runs/{run}/curve", run).then().body("models[0].points[-1].accuracy", equalTo(0.875f));
        String export = when().get("/api/runs/{run}/export", run).asString();
        assertThat(export).contains("\"grades\":{\"anls\":0.75}");
    }

    @Test
    void popesFiguresAreServedAndUndefinedOnesAreNull() {
        String run = "polled";
        pusher.push(Events.manifest(run, "question-answering", 8, "one", "no"));
        IntStream.range(0, 8).forEach(item -> {
            String id = String.format("%03d", item);
            pusher.push(Events.question(run, id, "pope", PNG, item % 2 == 0 ? "yes" : "no"));
            pusher.push(Events.text(
                    run,
                    id,
                    "one",
                    "question-answering",
                    List.of("Yes", "Yes", "No", "?").get(item % 4)));
            pusher.push(Events.text(run, id, "no", "question-answering", "no"));
        });
        awaitComplete(run);

        when().get("/api/runs/{run}/metrics", run)
                .then()
                .body("models[0].unparsed", equalTo(2))
                .body("models[0].rules.pope.accuracy", equalTo(0.25f))
                .body("models[0].rules.'said-yes'.accuracy", equalTo(0.5f))
                .body("models[0].poll.precision.value", equalTo(0.5f))
                .body("models[0].poll.recall.value", equalTo(0.5f))
                .body("models[0].poll.f1.value", equalTo(0.5f))
                .body("models[0].poll.f1.low", greaterThan(0.1f))
                .body("models[1].poll.precision", nullValue())
                .body("models[1].poll.f1", nullValue())
                .body("models[1].poll.recall.value", equalTo(0f));
    }
}
