package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.inference.remote.stub.FaultPlan;
import dev.vlmstream.inference.remote.stub.StubApi;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.VerdictStatus;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A judge behind a server that answers many requests at once, of answers that another program wrote. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class JudgeWindowIT {
    private static final String JUDGE = "judge-at-length";
    private static final String MODEL = "written-elsewhere";
    private static final int MOST_AT_ONCE = 64;
    private static final int COUNT = 600;
    private static final String RUN = "judge-window-1";
    private static final String SLOW = "answer 0 of " + RUN;

    private static final CountDownLatch others = new CountDownLatch(COUNT - 1);
    /** How many of the others had no reply yet when the slow one had its own. */
    private static volatile long othersMissing = -1;

    private static StubApi stub;

    /** Starts the server; the bundle of the judge behind it. */
    static Path serve() throws IOException {
        stub = StubApi.start(FaultPlan.none());
        stub.delay(400, 800);
        stub.say(JudgeWindowIT::reply);
        Path model = Path.of("target", "remote-models", JUDGE).toAbsolutePath();
        Files.createDirectories(model);
        Files.writeString(model.resolve("config.json"), """
            {"model_type": "remote", "api": "openai", "model": "test-1", "base_url": "%s", "backoff_seconds": 0.2,
             "timeout_seconds": 120, "max_concurrency": %d}""".formatted(stub.url(), MOST_AT_ONCE));
        return model;
    }

    static void unserve() {
        stub.close();
    }

    private static String reply(String body) {
        try {
            if (body.contains(SLOW)) {
                others.await(90, TimeUnit.SECONDS);
                othersMissing = others.getCount();
            } else {
                others.countDown();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "yes";
    }

    private static void push(Wiretap tap, String run, int count) {
        RunManifest manifest = Emoji.manifest(run, "open-world", List.of(MODEL), (long) count);
        manifest.setJudges(Map.of("llm-judge", JUDGE));
        tap.open(manifest);
        tap.push(Emoji.items(run, count));
        tap.answer(IntStream.range(0, count)
                .mapToObj(i -> Prediction.newBuilder()
                        .setRun(run)
                        .setItemId("item-" + i)
                        .setModel(MODEL)
                        .setModelDigest("0")
                        .setTask("open-world")
                        .setText("answer " + i + " of " + run)
                        .setSeconds(0)
                        .setSoftwareVersion("test")
                        .setPredictedAt(System.currentTimeMillis())
                        .build())
                .toList());
    }

    private static void awaitQuestions(int count) {
        await("asked")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> stub.tally().questions() >= count);
    }

    private static void requireAll(Wiretap tap, String run, int count) {
        new Results(DecodersIT.stack().server()).awaitJudged(run, Duration.ofMinutes(3));
        assertThat(tap.readAll(Topic.VERDICTS, Verdict.class))
                .filteredOn(verdict -> verdict.getRun().equals(run))
                .hasSize(count)
                .allMatch(verdict -> verdict.getStatus() == VerdictStatus.GIVEN)
                .extracting(Verdict::getItemId)
                .doesNotHaveDuplicates();
    }

    @Test
    @Order(1)
    void aSlowReplyHoldsUpNoOtherAndAsManyRequestsAreUnderWayAsMayBe() throws Exception {
        try (Wiretap tap = new Wiretap(DecodersIT.stack().bootstrap())) {
            // Until there is enough to be judged, nothing is replied.
            stub.hold();
            push(tap, RUN, COUNT);
            new Results(DecodersIT.stack().server()).awaitComplete(RUN, Duration.ofMinutes(2));
            stub.release(StubApi.ALL);
            // Their number grows from four by one with each reply.
            awaitQuestions(COUNT / 3);
            RemoteWindowIT.requireFull(stub, MOST_AT_ONCE);
            requireAll(tap, RUN, COUNT);
            assertThat(othersMissing).isZero();
            assertThat(stub.tally().requests()).isEqualTo(COUNT);
        }
    }

    @Test
    @Order(2)
    void aJudgeThatIsKilledAndAServerThatIsGoneForAWhileLoseNothingAndDoubleNothing() throws Exception {
        int count = 400;
        int asked = stub.tally().questions();
        int requests = stub.tally().requests();
        try (Wiretap tap = new Wiretap(DecodersIT.stack().bootstrap())) {
            push(tap, "judge-window-2", count);
            awaitQuestions(asked + count / 3);
            DecodersIT.stack().kill("judge");
            DecodersIT.stack().restart("judge");
            awaitQuestions(asked + 2 * count / 3);
            stub.kill();
            Thread.sleep(8000);
            stub.revive();
            requireAll(tap, "judge-window-2", count);
            assertThat(stub.tally().questions() - asked).isEqualTo(count);
            assertThat(stub.tally().requests() - requests - count).isBetween(1, 2 * MOST_AT_ONCE);
        }
    }
}
