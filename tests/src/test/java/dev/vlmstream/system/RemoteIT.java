package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.remote.stub.Fault;
import dev.vlmstream.inference.remote.stub.FaultPlan;
import dev.vlmstream.inference.remote.stub.StubApi;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A model behind an API that refuses, throttles, cuts and says nothing, and two decode services, of which one is killed
 * meanwhile.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class RemoteIT {
    private static final String MODEL = "stub-model";
    private static final int ITEMS = 300;
    private static final int MOST_AT_ONCE = 16;
    private static final double COST = 0.0013;

    private static StubApi stub;

    /** By the question: some are refused, some never answered, some only at the second try. */
    private static Fault fault(String question, int attempt) {
        return switch (Integer.parseInt(question.substring(0, 6), 16) % 10) {
            case 0 -> Fault.REFUSAL;
            case 1 -> Fault.EMPTY;
            case 2 -> attempt == 1 ? Fault.THROTTLED_WITH_DELAY : Fault.NONE;
            case 3 -> attempt == 1 ? Fault.CUT : Fault.NONE;
            default -> Fault.NONE;
        };
    }

    /** Starts the server; the bundle of the model behind it. */
    static Path serve() throws IOException {
        stub = StubApi.start(RemoteIT::fault);
        stub.delay(100);
        Path model = Path.of("target", "remote-models", MODEL).toAbsolutePath();
        Files.createDirectories(model);
        Files.writeString(model.resolve("config.json"), """
            {"model_type": "remote", "api": "openai", "model": "test-1", "base_url": "%s", "image_tokens": 100,
             "prices": {"input": 10, "output": 30}, "max_concurrency": %d}\
            """.formatted(stub.url(), MOST_AT_ONCE));
        return model;
    }

    static void unserve() {
        stub.close();
    }

    private static LocalStack stack() {
        return DecodersIT.stack();
    }

    private static RunManifest manifest(String run) {
        RunManifest manifest = Emoji.manifest(run, "open-world", List.of(MODEL), (long) ITEMS);
        manifest.setMaxNewTokens(10);
        return manifest;
    }

    private static JsonNode run(Wiretap tap, RunManifest manifest, Results results) {
        tap.open(manifest);
        tap.push(Emoji.items(manifest.getRun(), ITEMS));
        return complete(manifest.getRun(), results);
    }

    private static JsonNode complete(String run, Results results) {
        results.awaitComplete(run, Duration.ofMinutes(5));
        JsonNode model =
                results.get("/api/runs/" + run + "/metrics").get("models").get(0);
        assertThat(Results.outcomes(model)).isEqualTo(ITEMS);
        return model;
    }

    private static List<Prediction> predictions(Wiretap tap, String run) {
        return tap.readAll(Topic.PREDICTIONS, Prediction.class).stream()
                .filter(prediction -> prediction.getRun().equals(run))
                .toList();
    }

    @Test
    @Order(1)
    void aKilledServiceAsksNothingAgainThatWasAnswered() throws Exception {
        Results results = new Results(stack().server());
        try (Wiretap tap = new Wiretap(stack().bootstrap())) {
            RunManifest manifest = manifest("remote-1");
            tap.open(manifest);
            tap.push(Emoji.items("remote-1", ITEMS));
            while (stub.tally().requests() < ITEMS / 3) {
                Thread.sleep(20);
            }
            stack().kill("decode");
            stack().restart("decode");
            JsonNode model = complete("remote-1", results);

            assertThat(stub.tally().questions()).isEqualTo(ITEMS);
            assertThat(model.get("refused").asInt()).isPositive();
            assertThat(model.get("failed").asInt()).isPositive();
            int answered = model.get("answered").asInt() + model.get("unparsed").asInt();
            assertThat(stub.tally().count(Fault.NONE)).isBetween(answered, answered + MOST_AT_ONCE);
            assertThat(predictions(tap, "remote-1"))
                    .hasSize(answered + model.get("refused").asInt())
                    .allMatch(prediction ->
                            prediction.getRefused() || prediction.getText().startsWith("stub answer"));
        }
    }

    @Test
    @Order(2)
    void theSameQuestionsInAnotherRunCostNothing() {
        int requests = stub.tally().requests();
        int unanswered = stub.tally().count(Fault.EMPTY);
        Results results = new Results(stack().server());
        try (Wiretap tap = new Wiretap(stack().bootstrap())) {
            JsonNode model = run(tap, manifest("remote-2"), results);
            assertThat(predictions(tap, "remote-2"))
                    .isNotEmpty()
                    .allMatch(prediction -> prediction.getFromCache() && prediction.getCost() == 0);
            // Only those without an answer are asked again, and twice if their partition moves to the other service
            // meanwhile.
            int again = stub.tally().count(Fault.EMPTY) - unanswered;
            assertThat(stub.tally().requests() - requests).isEqualTo(again);
            int failed = model.get("failed").asInt();
            assertThat(again).isBetween(failed, failed + MOST_AT_ONCE);
        }
    }

    @Test
    @Order(3)
    void aBudgetEndsTheRunWithoutBeingOverspent() {
        int before = stub.tally().paid();
        RunManifest manifest = manifest("remote-3");
        manifest.setMaxNewTokens(11);
        manifest.setBudget(0.1);
        Results results = new Results(stack().server());
        try (Wiretap tap = new Wiretap(stack().bootstrap())) {
            JsonNode model = run(tap, manifest, results);
            assertThat((stub.tally().paid() - before) * COST)
                    .isLessThanOrEqualTo(0.1)
                    .isGreaterThan(0.05);
            assertThat(model.get("failed").asInt()).isGreaterThan(ITEMS / 2);
            assertThat(tap.readAll(Topic.DEAD_LETTERS, DeadLetter.class))
                    .filteredOn(letter -> "remote-3".equals(letter.getRun()))
                    .anyMatch(letter -> letter.getReason().startsWith("budget of $0.10 reached"));
        }
    }

    @Test
    @Order(4)
    void aRequestGoesOnWithTheTraceOfItsItem() {
        stub.follow(FaultPlan.none());
        int before = stub.traces().size();
        RunManifest manifest = manifest("remote-4");
        manifest.setMaxNewTokens(12);
        try (Wiretap tap = new Wiretap(stack().bootstrap())) {
            run(tap, manifest, new Results(stack().server()));
        }
        List<String> sent = stub.traces().subList(before, stub.traces().size());
        assertThat(sent).hasSize(ITEMS);
        await("spans")
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(DecodersIT.spans().all().stream()
                                .filter(span -> span.service().equals("vlmstream-decode")
                                        && span.attributes().containsValue("remote-4"))
                                .map(span -> "00-" + span.trace() + "-" + span.id() + "-01"))
                        .containsExactlyInAnyOrderElementsOf(sent));
    }
}
