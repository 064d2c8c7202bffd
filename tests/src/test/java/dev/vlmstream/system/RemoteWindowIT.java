package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.remote.stub.FaultPlan;
import dev.vlmstream.inference.remote.stub.StubApi;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A server that answers many requests at once, each of which takes a second or two, as vLLM does on a GPU. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class RemoteWindowIT {
    private static final String MODEL = "window-model";
    private static final int MOST_AT_ONCE = 256;

    private static StubApi stub;

    /** Starts the server; the bundle of the model behind it. */
    static Path serve() throws IOException {
        stub = StubApi.start(FaultPlan.none());
        stub.delay(1000, 2000);
        Path model = Path.of("target", "remote-models", MODEL).toAbsolutePath();
        Files.createDirectories(model);
        Files.writeString(model.resolve("config.json"), """
            {"model_type": "remote", "api": "openai", "model": "llava-hf/llava-1.5-7b-hf", "base_url": "%s/v1",
             "backoff_seconds": 0.2, "max_concurrency": %d}\
            """.formatted(stub.url(), MOST_AT_ONCE));
        return model;
    }

    static void unserve() {
        stub.close();
    }

    private static RunManifest push(Wiretap tap, String run, int count) {
        RunManifest manifest = Emoji.manifest(run, "open-world", List.of(MODEL), (long) count);
        tap.open(manifest);
        List<Item> items = Emoji.items(run, count);
        items.forEach(item -> item.setText("What is in the photo of " + run + ", " + item.getItemId() + "?"));
        tap.push(items);
        return manifest;
    }

    private static void awaitQuestions(int count) {
        await("asked")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> stub.tally().questions() >= count);
    }

    /** Each item once, and none failed. */
    private static void requireAll(Wiretap tap, RunManifest manifest) {
        Results results = new Results(CommonStackIT.stack().server());
        results.awaitComplete(manifest.getRun(), Duration.ofMinutes(5));
        JsonNode model = results.get("/api/runs/" + manifest.getRun() + "/metrics")
                .get("models")
                .get(0);
        assertThat(model.get("failed").asInt()).isZero();
        assertThat(model.get("answered").asInt() + model.get("unparsed").asInt())
                .isEqualTo(manifest.getItems().intValue());
        results.assertExactlyOnce(tap, manifest);
    }

    @Test
    @Order(1)
    void asManyRequestsAreUnderWayAsMayBe() throws Exception {
        int count = 3000;
        try (Wiretap tap = new Wiretap(CommonStackIT.stack().bootstrap())) {
            RunManifest manifest = push(tap, "window-1", count);
            // Until then, their number grows from four.
            awaitQuestions(count / 3);
            double mean = stub.tally().meanUnderWayUntil(count - MOST_AT_ONCE);
            System.out.printf(
                    "of %d requests that may be under way, %d were at most, and %.0f on average%n",
                    MOST_AT_ONCE, stub.tally().mostUnderWay(), mean);
            assertThat(stub.tally().mostUnderWay()).isBetween(240, MOST_AT_ONCE);
            assertThat(mean).isGreaterThan(200);
            requireAll(tap, manifest);
            assertThat(stub.tally().requests()).isEqualTo(count);
        }
    }

    /** Restarted twice, and scaled from one to none and back. */
    @Test
    @Order(2)
    void aServerThatIsRestartedAndGoneForAWhileCostsNoQuestion() throws Exception {
        int count = 1200;
        int before = stub.tally().questions();
        try (Wiretap tap = new Wiretap(CommonStackIT.stack().bootstrap())) {
            RunManifest manifest = push(tap, "window-2", count);
            for (long gone : new long[] {500, 500, 12_000}) {
                awaitQuestions(before += count / 4);
                stub.kill();
                Thread.sleep(gone);
                stub.revive();
            }
            requireAll(tap, manifest);
        }
    }
}
