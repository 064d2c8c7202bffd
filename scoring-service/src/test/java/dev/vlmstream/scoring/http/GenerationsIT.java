package dev.vlmstream.scoring.http;

import static dev.vlmstream.scoring.GenerationEvents.answered;
import static dev.vlmstream.scoring.GenerationEvents.failure;
import static dev.vlmstream.scoring.GenerationEvents.making;
import static dev.vlmstream.scoring.GenerationEvents.reply;
import static dev.vlmstream.scoring.GenerationEvents.written;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.WikiChoices;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.scoring.BrokerResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class GenerationsIT extends OverHttp {
    private static JsonPath awaitCounted(String making, int written, int answered) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            JsonPath one = get("/api/makings/{making}", making).jsonPath();
            assertThat(one.getInt("written")).isEqualTo(written);
            assertThat(one.getInt("answered")).isEqualTo(answered);
        });
        return get("/api/makings/{making}", making).jsonPath();
    }

    private static int count(JsonPath making, String of, String id) {
        return making.getInt(of + ".find { it.id == '" + id + "' }.count");
    }

    @Test
    void aMakingIsFollowedFromItsBeginningToItsEnd() {
        WikiMaking ants = making("ants", 1000, "ant", "bee");
        pusher.push(ants);
        JsonPath begun = awaitCounted("ants", 0, 0);
        assertThat(begun.getString("writer")).isEqualTo("gpt");
        assertThat(begun.getString("answerer")).isEqualTo("other");
        assertThat(begun.getInt("classes")).isEqualTo(2);
        assertThat(begun.getDouble("budget")).isEqualTo(2);
        assertThat(begun.getBoolean("complete")).isFalse();

        pusher.push(written("ants", 0, 2, "no-json", "surplus"));
        pusher.push(written("ants", 1, 1));
        pusher.push(answered("ants", 0, 0, reply("B"), reply("A")));
        pusher.push(answered("ants", 0, 1, failure("the key was refused"), null));
        JsonPath half = awaitCounted("ants", 2, 2);
        assertThat(half.getBoolean("complete")).isFalse();

        pusher.push(answered("ants", 1, 0, reply("C"), reply("B")));
        ants.setFinishedAt(9000L);
        pusher.push(ants);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get("/api/makings/ants").jsonPath().get("finishedAt") != null);
        JsonPath whole = awaitCounted("ants", 2, 3);
        assertThat(whole.getBoolean("complete")).isTrue();
        assertThat(whole.getInt("questions")).isEqualTo(3);
        assertThat(count(whole, "rejected", "no-json")).isEqualTo(1);
        assertThat(count(whole, "rejected", "repeats")).isZero();
        assertThat(count(whole, "outcomes", "kept")).isEqualTo(1);
        assertThat(count(whole, "outcomes", "unanswered")).isEqualTo(1);
        assertThat(count(whole, "outcomes", "wrong-with-name")).isEqualTo(1);
        assertThat(whole.getString("outcomes[0].words")).isEqualTo("right with the class's name, wrong without it");
        assertThat(whole.getInt("requests")).isEqualTo(7);
        assertThat(whole.getInt("failed")).isEqualTo(1);
        assertThat(whole.getLong("promptTokens")).isEqualTo(600);
        assertThat(whole.getLong("outputTokens")).isEqualTo(60);
        assertThat(whole.getDouble("cost")).isEqualTo(0.006);
        assertThat(whole.getLong("finishedAt")).isEqualTo(9000);
    }

    @Test
    void oneThatIsStoppedSaysSo() {
        WikiMaking bees = making("bees", 500, "bee", "ant");
        pusher.push(bees);
        pusher.push(written("bees", 0, 1));
        assertThat(awaitCounted("bees", 1, 0).getBoolean("stopped")).isFalse();
        bees.setFinishedAt(9000L);
        bees.setStopped(true);
        pusher.push(bees);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get("/api/makings/bees").jsonPath().getBoolean("stopped"));
        assertThat(get("/api/makings/bees").jsonPath().getBoolean("complete")).isFalse();
    }

    @Test
    void whatComesTwiceOrTooEarlyOrIsNoneCostsNothing() {
        pusher.push(written("early", 0, 1));
        pusher.push(written("early", 0, 4, "no-json"));
        pusher.push(answered("early", 0, 0, reply("B"), reply("A")));
        pusher.push(answered("early", 0, 0, reply("A"), reply("A")));
        pusher.push(written("early", 1, 1, "a reason of another version"));
        WikiQuestion none = answered("early", 1, 0, reply("B"), reply("A"));
        none.setWritten(new WikiChoices("How many legs has this object?", List.of("6"), 0, ""));
        pusher.push(none);
        pusher.push(Topic.WIKIQA_WRITTEN, "early", "rubbish".getBytes(StandardCharsets.UTF_8));
        pusher.push(Topic.WIKIQA_MAKINGS, "early", null);
        pusher.push(making("early", 2000, "ant"));
        JsonPath early = awaitCounted("early", 1, 1);
        assertThat(early.getBoolean("complete")).isTrue();
        assertThat(early.getInt("questions")).isEqualTo(1);
        assertThat(count(early, "outcomes", "kept")).isEqualTo(1);
        assertThat(count(early, "rejected", "no-json")).isZero();
    }

    @Test
    void theNewestComesFirstAndOneThatIsNotThereIsA404() {
        pusher.push(making("older", 10_000, "ant"));
        pusher.push(making("newer", 20_000, "ant"));
        awaitCounted("older", 0, 0);
        awaitCounted("newer", 0, 0);
        assertThat(get("/api/makings").jsonPath().getList("making", String.class))
                .startsWith("newer", "older");
        var answer = get("/api/makings/none");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.jsonPath().getString("error")).startsWith("no making \"none\"; known makings: newer, older");
    }
}
