package dev.vlmstream.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.topics.TopicSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same predictions in another order, by more replicas, with a kill in the middle: the same numbers to the last digit. */
class ExactNumbersIT {
    private static final int ITEMS = 1200;
    private static final String[] MODELS = {"says", "likes", "answers"};
    private static final List<String> OPTIONS = List.of("-Dvlmstream.session-timeout=6s");
    private static EmbeddedBroker broker;

    @TempDir
    private Path state;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            TopicSetup.ensure(admin, "", 4, Optional.empty());
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void twoReplicasOfWhichOneIsKilledGiveTheNumbersOfOneThatWasNot() throws Exception {
        try (ServiceProcess first = start("x");
                Pusher pusher = new Pusher(broker.bootstrap())) {
            ServiceProcess second = start("y");
            awaitReady(first);
            awaitReady(second);
            List<Consumer<Pusher>> events = events("killed", 1);
            pusher.push(Events.manifest("killed", "open-world", ITEMS, MODELS));
            events.subList(0, events.size() / 2).forEach(event -> event.accept(pusher));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> first.get("/api/runs").matches("(?s).*\"counted\":[1-9].*"));
            second.kill();
            events.subList(events.size() / 2, events.size()).forEach(event -> event.accept(pusher));
            awaitComplete(first, "killed");

            pusher.push(Events.manifest("calm", "open-world", ITEMS, MODELS));
            events("calm", 2).forEach(event -> event.accept(pusher));
            awaitComplete(first, "calm");

            for (String numbers : List.of("metrics", "pairs", "classes", "confusions?model=says")) {
                assertThat(numbers(first, "killed", numbers)).isEqualTo(numbers(first, "calm", numbers));
            }
            assertThat(numbers(first, "calm", "metrics"))
                    .containsPattern("\"designEffect\":[0-9]")
                    .containsPattern("\"crossFitted\":\\{\"n\":" + ITEMS);
        }
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

    private ServiceProcess start(String instance) throws Exception {
        return ServiceProcess.start(broker.bootstrap(), state, instance, OPTIONS);
    }

    private static void awaitReady(ServiceProcess service) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !service.get("/q/health/ready").isEmpty());
    }

    private static void awaitComplete(ServiceProcess service, String run) {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> service.get("/api/runs/" + run + "/metrics").contains("\"complete\":true"));
    }
}
