package dev.vlmstream.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The same predictions in another order, by more replicas, with a kill in the middle: the same numbers to the last digit. */
class ExactNumbersIT extends OfProcesses {
    private static final int ITEMS = 600;
    private static final String[] MODELS = {"says", "likes", "answers"};

    @Test
    void twoReplicasOfWhichOneIsKilledGiveTheNumbersOfOneThatWasNot() throws Exception {
        try (ServiceProcess first = start("x");
                Pusher pusher = pusher()) {
            ServiceProcess second = start("y");
            first.awaitReady();
            second.awaitReady();
            List<Consumer<Pusher>> events = events("killed", 1);
            pusher.push(judged("killed"));
            events.subList(0, events.size() / 2).forEach(event -> event.accept(pusher));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> first.get("/api/runs").matches("(?s).*\"counted\":[1-9].*"));
            second.kill();
            events.subList(events.size() / 2, events.size()).forEach(event -> event.accept(pusher));
            awaitComplete(first, "killed");

            pusher.push(judged("calm"));
            events("calm", 2).forEach(event -> event.accept(pusher));
            awaitComplete(first, "calm");

            for (String numbers : List.of("metrics", "pairs", "classes", "confusions?model=says")) {
                assertThat(numbers(first, "killed", numbers)).isEqualTo(numbers(first, "calm", numbers));
            }
            assertThat(numbers(first, "calm", "metrics"))
                    .containsPattern("\"designEffect\":[0-9]")
                    .containsPattern("\"crossFitted\":\\{\"n\":" + ITEMS)
                    .contains("\"semantic\":{\"judge\":\"judge\",\"answers\":" + ITEMS + ",\"given\":" + ITEMS + ",");
        }
    }

    private static RunManifest judged(String run) {
        RunManifest manifest = Events.manifest(run, "open-world", ITEMS, MODELS);
        manifest.setJudges(Map.of("semantic", "judge"));
        return manifest;
    }

    private static String numbers(ServiceProcess service, String run, String path) throws InterruptedException {
        return service.get("/api/runs/" + run + "/" + path)
                .replace("\"run\":\"" + run + "\"", "\"run\":\"\"")
                // Which of several examples is shown depends on which came first.
                .replaceAll("\"example\":\"[^\"]*\"", "");
    }

    private static List<Consumer<Pusher>> events(String run, int order) {
        List<Consumer<Pusher>> events = new ArrayList<>();
        for (int number = 0; number < ITEMS; number++) {
            String item = "i" + number;
            SplittableRandom random = new SplittableRandom(number);
            byte[] image = {(byte) 0x89, 'P', 'N', 'G', (byte) (number / 3), (byte) (number / 3 >> 8)};
            String label = List.of("cat", "dog", "ant").get(number % 3);
            events.add(pusher -> pusher.push(Events.question(
                    run, item, "textvqa", image, label, label, "cat", "dog", "dog", "ant", "ant", "ant", label,
                    "cow")));
            Prediction says = Events.text(run, item, "says", random.nextBoolean() ? "a " + label : "a dog");
            says.setCost(random.nextInt(100_000) / 1e6);
            events.add(pusher -> pusher.push(says));
            Verdict verdict = Events.verdict(run, item, "says", "semantic", random.nextBoolean(), random.nextDouble());
            verdict.setCost(random.nextInt(100_000) / 1e6);
            events.addAll(List.of(pusher -> pusher.push(verdict), pusher -> pusher.push(verdict)));
            float[] sums = {
                -(float) random.nextDouble(30), -(float) random.nextDouble(30), -(float) random.nextDouble(30)
            };
            Prediction likes = Events.likelihoods(run, item, "likes", sums, label, "cow");
            likes.setConfidence(random.nextDouble());
            events.add(pusher -> pusher.push(likes));
            String word = List.of("cat", "dog", "cow", "ant").get(random.nextInt(4));
            events.add(pusher -> pusher.push(Events.text(run, item, "answers", "question-answering", word)));
        }
        Collections.shuffle(events, new Random(order));
        return events;
    }

    private static void awaitComplete(ServiceProcess service, String run) {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> service.get("/api/runs/" + run + "/metrics").contains("\"complete\":true"));
    }
}
