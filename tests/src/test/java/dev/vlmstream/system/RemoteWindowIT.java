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
        // A list of paths has to escape what its own signs are.
        Path model = Path.of("target", "remote\\models, all", MODEL).toAbsolutePath();
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

    /**
     * As many requests are under way as may be, and each reply makes room for one more, whatever the others wait for. Nothing
     * here depends on how fast the machine is: the server holds its replies.
     */
    static void requireFull(StubApi stub, int most) {
        stub.hold();
        try {
            awaitUnderWay(stub, most);
            for (int i = 0; i < 20; i++) {
                int asked = stub.tally().requests();
                stub.release(1);
                await("asked")
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> stub.tally().requests() > asked);
                awaitUnderWay(stub, most);
            }
            assertThat(stub.tally().mostUnderWay()).isEqualTo(most);
        } finally {
            stub.release(StubApi.ALL);
        }
    }

    private static void awaitUnderWay(StubApi stub, int count) {
        await("under way")
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(stub.tally().underWay()).isEqualTo(count));
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
        int count = 1200;
        try (Wiretap tap = new Wiretap(CommonStackIT.stack().bootstrap())) {
            RunManifest manifest = push(tap, "window-1", count);
            // Their number grows from four by one with each answer.
            awaitQuestions(count / 2);
            requireFull(stub, MOST_AT_ONCE);
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
