package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.remote.stub.Fault;
import dev.vlmstream.inference.remote.stub.FaultPlan;
import dev.vlmstream.inference.remote.stub.StubApi;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RemoteSpending;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A model behind an API whose server is killed and started again, or does not take the key. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class RemoteOutageIT {
    private static final String MODEL = "outage-model";
    private static final int ITEMS = 398;
    private static final int MOST_AT_ONCE = 16;
    /** 100 tokens at 10 and 10 tokens at 30 USD a million. */
    private static final double COST = 0.0013;

    private static StubApi stub;

    /** Starts the server; the bundle of the model behind it. */
    static Path serve() throws IOException {
        stub = StubApi.start(FaultPlan.none());
        stub.delay(40);
        Path model = Path.of("target", "remote-models", MODEL).toAbsolutePath();
        Files.createDirectories(model);
        Files.writeString(model.resolve("config.json"), """
                {"model_type": "remote", "api": "openai", "model": "test-1", "base_url": "%s", "image_tokens": 100,
                 "backoff_seconds": 0.2, "prices": {"input": 10, "output": 30}, "max_concurrency": %d}""".formatted(stub.url(), MOST_AT_ONCE));
        return model;
    }

    static void unserve() {
        stub.close();
    }

    private static LocalStack stack() {
        return CommonStackIT.stack();
    }

    private static RunManifest manifest(String run, long items) {
        RunManifest manifest = Emoji.manifest(run, "open-world", List.of(MODEL), items);
        manifest.setMaxNewTokens(10);
        manifest.setBudget(5.0);
        return manifest;
    }

    private static String decode(String path) throws IOException, InterruptedException {
        ServiceStatus decode = stack().services().stream()
                .filter(service -> service.name().equals("decode"))
                .findFirst()
                .orElseThrow();
        URI address = URI.create(decode.metrics().orElseThrow()).resolve(path);
        return Results.HTTP
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }

    private static double secondsAway() throws IOException, InterruptedException {
        return decode("/q/metrics")
                .lines()
                .filter(line ->
                        line.startsWith("vlmstream_remote_away_seconds{") && line.contains("model=\"" + MODEL + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static String troubles() {
        return new Results(stack().server()).get("/api/troubles").toString();
    }

    private static void awaitAway() {
        await("away")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> secondsAway() > 0);
    }

    private static List<Prediction> predictions(Wiretap tap, String run) {
        return tap.readAll(Topic.PREDICTIONS, Prediction.class).stream()
                .filter(prediction -> prediction.getRun().equals(run))
                .toList();
    }

    private static List<DeadLetter> letters(Wiretap tap, String run) {
        return tap.readAll(Topic.DEAD_LETTERS, DeadLetter.class).stream()
                .filter(letter -> run.equals(letter.getRun()))
                .toList();
    }

    private static JsonNode complete(String run) {
        Results results = new Results(stack().server());
        results.awaitComplete(run, Duration.ofMinutes(5));
        return results.get("/api/runs/" + run + "/metrics").get("models").get(0);
    }

    @Test
    @Order(1)
    void fiveEndsOfTheServerCostNoItemNoAnswerTwiceAndNoMoney() throws Exception {
        try (Wiretap tap = new Wiretap(stack().bootstrap())) {
            RunManifest manifest = manifest("outage-1", ITEMS);
            tap.open(manifest);
            tap.push(Emoji.items("outage-1", ITEMS));
            for (int end = 1; end <= 5; end++) {
                int answered = end * ITEMS / 6;
                await("asked")
                        .atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> stub.tally().questions() >= answered);
                stub.kill();
                awaitAway();
                stub.revive();
            }
            JsonNode model = complete("outage-1");
            assertThat(model.get("failed").asInt()).isZero();
            assertThat(model.get("answered").asInt() + model.get("unparsed").asInt())
                    .isEqualTo(ITEMS);
            assertThat(secondsAway()).isZero();
            new Results(stack().server()).assertExactlyOnce(tap, manifest);
            assertThat(letters(tap, "outage-1")).isEmpty();
            assertSpending(tap);
        }
    }

    /** Each item's answer once, and the most that they may have cost for requests that the server had when it ended. */
    private static void assertSpending(Wiretap tap) {
        assertThat(predictions(tap, "outage-1"))
                .hasSize(ITEMS)
                .allMatch(prediction -> !prediction.getFromCache() && Math.abs(prediction.getCost() - COST) < 1e-12);
        List<RemoteSpending> settled = tap.readAll(Topic.REMOTE_SPENDING, RemoteSpending.class).stream()
                .filter(entry -> entry.getRun().equals("outage-1") && entry.getCost() != null)
                .toList();
        List<RemoteSpending> lost = settled.stream()
                .filter(entry -> entry.getCost() == entry.getReserved())
                .toList();
        assertThat(lost).hasSizeBetween(stub.tally().requests() - ITEMS, 5 * MOST_AT_ONCE);
        double ofLost = lost.stream().mapToDouble(RemoteSpending::getReserved).sum();
        assertThat(settled.stream().mapToDouble(RemoteSpending::getCost).sum())
                .isCloseTo(ITEMS * COST + ofLost, within(1e-9));
    }

    @Test
    @Order(2)
    void aWrongKeyBurnsNoItemAndIsToldUntilItIsCured() throws Exception {
        try (Wiretap tap = new Wiretap(stack().bootstrap())) {
            stub.follow(FaultPlan.always(Fault.WRONG_KEY));
            RunManifest manifest = manifest("outage-2", 40);
            manifest.setMaxNewTokens(11);
            tap.open(manifest);
            tap.push(Emoji.items("outage-2", 40));
            awaitAway();
            assertThat(decode("/q/health/ready"))
                    .contains("\"" + MODEL + "\": \"stopped: HTTP 401: wrong key")
                    .doesNotContain("DOWN");
            await("what the page, push and status tell")
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(troubles())
                            .contains(MODEL + " is stopped, and its questions wait until that is fixed: HTTP 401: wrong"
                                    + " key"));
            stub.follow(FaultPlan.none());
            LocalStack stack = stack();
            stack.stop("decode");
            stack.restart("decode");
            JsonNode model = complete("outage-2");
            assertThat(model.get("failed").asInt()).isZero();
            new Results(stack().server()).assertExactlyOnce(tap, manifest);
            assertThat(letters(tap, "outage-2")).isEmpty();
            assertThat(troubles()).doesNotContain(MODEL);
        }
    }

    @Test
    @Order(3)
    void thePanelsOfTheDashboardsShowIt() throws IOException {
        List<DashboardPanel> panels = DashboardPanel.all().stream()
                .filter(DashboardPanel::isOfRemoteModels)
                .toList();
        assertThat(panels).hasSize(9);
        PrometheusServer.assertShown(panels, stack().services());
    }
}
