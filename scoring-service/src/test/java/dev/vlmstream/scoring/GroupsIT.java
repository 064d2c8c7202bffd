package dev.vlmstream.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.schemas.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pairs of questions, whose items lie in different partitions and come in any order, some twice: while the service is killed. */
class GroupsIT extends OfProcesses {
    private static final int PAIRS = 400;
    private static final List<String> CATEGORIES =
            List.of("perception/OCR", "perception/color", "cognition/code_reasoning");

    @Test
    void groupsCountOnceHoweverOftenTheServiceIsKilled() throws Exception {
        Random random = new Random(11);
        Thread pushing = new Thread(() -> push("grouped"));
        pushing.start();
        for (int kill = 0; kill < 2; kill++) {
            ServiceProcess service = start("0");
            service.awaitReady();
            Thread.sleep(random.nextInt(1_000));
            service.kill();
        }
        pushing.join();
        try (ServiceProcess service = start("0")) {
            assertNumbers(service);
        }
        // A replica that has nothing of it on its disk comes to the same.
        try (ServiceProcess service = start("elsewhere")) {
            assertNumbers(service);
        }
    }

    /** Of every pair the first is right; of every third the second, too. One model failed at an item of the last pair. */
    private static void assertNumbers(ServiceProcess service) {
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            JsonNode run = new ObjectMapper().readTree(service.get("/api/runs/grouped/metrics"));
            assertThat(run.path("complete").asBoolean()).isTrue();
            JsonNode metrics = run.path("models").get(0).path("metrics");
            long whole = (PAIRS - 1 + 2) / 3;
            assertThat(metric(metrics, "pope/acc+").path("n").asLong()).isEqualTo(PAIRS - 1);
            assertThat(metric(metrics, "pope/acc+").path("correct").asLong()).isEqualTo(whole);
            assertThat(metric(metrics, "openGroups").path("value").asLong()).isOne();
            long items = 0;
            for (String category : CATEGORIES) {
                items += metric(metrics, "category/" + category).path("n").asLong();
            }
            assertThat(items).isEqualTo(2 * PAIRS - 1);
            // Each third of the pairs lies in one category: all of the first one's are right as a whole, none of the
            // others'.
            assertThat(metric(metrics, "score/perception/OCR").path("value").asDouble())
                    .isEqualTo(200);
            assertThat(metric(metrics, "score/perception").path("value").asDouble())
                    .isEqualTo(250);
            assertThat(metric(metrics, "score").path("value").asDouble()).isEqualTo(300);
        });
    }

    private static JsonNode metric(JsonNode metrics, String id) {
        for (JsonNode metric : metrics) {
            if (metric.path("id").asText().equals(id)) {
                return metric;
            }
        }
        throw new AssertionError(id + " is not among " + metrics);
    }

    private void push(String run) {
        try (Pusher pusher = pusher()) {
            pusher.push(Events.manifest(run, "question-answering", 2 * PAIRS, "m"));
            List<Integer> items = new ArrayList<>();
            for (int item = 0; item < 2 * PAIRS; item++) {
                items.add(item);
            }
            Collections.shuffle(items, new Random(1));
            for (int item : items) {
                push(pusher, run, item);
                if (item % 10 == 0) {
                    push(pusher, run, item);
                }
                Thread.sleep(item % 4 == 0 ? 8 : 0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void push(Pusher pusher, String run, int item) {
        int pair = item / 2;
        boolean right = item % 2 == 0 || pair % 3 == 0;
        Reference reference = Events.reference(run, "i" + item, "yes");
        reference.setBenchmark("pope");
        reference.setAnswers(List.of("yes"));
        reference.setCategory(CATEGORIES.get(pair % 3));
        reference.setGroup("image " + pair);
        reference.setGrouping("pairs");
        reference.setGroupSize(2);
        pusher.push(reference);
        if (item == 2 * PAIRS - 1) {
            pusher.push(Events.deadLetter(run, "i" + item, "m", "broken"));
        } else {
            pusher.push(Events.text(run, "i" + item, "m", "question-answering", right ? "Yes" : "No"));
        }
    }
}
