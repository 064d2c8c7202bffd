package dev.vlmstream.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.schemas.Notification;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server is posted what happens to runs, by a service that is killed in the middle and started again. */
class WebhooksIT extends OfProcesses {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "a key of the test's";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ITEMS = 100;

    private record Received(String id, String timestamp, String signature, String body) {
        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }
    }

    private final List<Received> json = new CopyOnWriteArrayList<>();
    private final List<Received> slack = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger(2);
    private final CountDownLatch held = new CountDownLatch(1);
    private volatile boolean holding;
    private HttpServer server;

    @TempDir
    private Path secrets;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/token-of-json", exchange -> {
            Received received = receive(exchange);
            if (holding) {
                json.add(received);
                hold(held);
            } else if (refusals.getAndDecrement() > 0) {
                answer(exchange, 503);
                return;
            } else {
                json.add(received);
            }
            answer(exchange, 204);
        });
        server.createContext("/token-of-slack", exchange -> {
            slack.add(receive(exchange));
            answer(exchange, 200);
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        held.countDown();
        server.stop(0);
    }

    @Test
    void eachEventComesAtLeastOnceThoughTheServiceIsKilledAndAServerIsDown() throws Exception {
        String here = "127.0.0.1:" + server.getAddress().getPort();
        String away = "127.0.0.1:" + nobodysPort();
        String[] properties = {
            "vlmstream.notifications.webhooks=" + secret("ops", "http://" + here + "/token-of-json") + "=http://" + here
                    + "," + secret("team", "http://" + here + "/token-of-slack") + "=slack:http://" + here + ","
                    + secret("down", "http://" + away + "/token-of-down") + "=http://" + away,
            "vlmstream.notifications.signing-key=" + secret("key", KEY),
            "vlmstream.notifications.failed-share=0.1",
            "vlmstream.notifications.thresholds=accuracy>=0.7",
        };
        Files.deleteIfExists(Path.of("target", "service-hooks.log"));

        ServiceProcess service = start("hooks", properties);
        service.awaitReady();
        // What somebody else writes there costs nothing else.
        try (Pusher pusher = pusher()) {
            pusher.push(Topic.NOTIFICATIONS, "hostile", "no event".getBytes(StandardCharsets.UTF_8));
            Notification hostile =
                    new Notification("a\nb", "complete", "r", null, null, null, null, null, null, "", 0L);
            pusher.push(Topic.NOTIFICATIONS, "a\nb", Wire.of(Notification.class).encode(hostile));
        }
        push("first", false);
        await().atMost(PATIENCE).until(() -> json.size() == 3 && slack.size() == 3);
        assertThat(ids(json))
                .as("refused twice, then taken, in no more than their number")
                .containsExactlyInAnyOrder("complete/first", "failures/first/b", "threshold/first/a/accuracy%3E%3D0.7");

        // Killed while the server has the event and has not answered: nobody can know whether it was taken.
        holding = true;
        push("second", false);
        await().atMost(PATIENCE).until(() -> json.size() == 4);
        service.kill();
        holding = false;
        held.countDown();
        try (ServiceProcess again = start("hooks", properties)) {
            await().atMost(PATIENCE)
                    .until(() -> new HashSet<>(ids(json)).size() == 6 && new HashSet<>(ids(slack)).size() == 6);
            push("third", true);
            await().atMost(PATIENCE)
                    .until(() -> new HashSet<>(ids(json)).size() == 10 && new HashSet<>(ids(slack)).size() == 10);
            assertThat(again.metrics())
                    .containsPattern("# HELP vlmstream_webhook_posts \\w+")
                    .containsPattern(
                            "vlmstream_webhook_posts_total\\{.*outcome=\"failed\".*webhook=\"down\".*\\} [1-9]")
                    .containsPattern(
                            "vlmstream_webhook_posts_total\\{.*outcome=\"delivered\".*webhook=\"ops\".*\\} [1-9]");
            assertThat(again.liveness().statusCode()).isEqualTo(200);
        }
        // The one in flight came twice, under the same id; nothing else of before was sent again.
        assertThat(json).hasSize(11);
        assertThat(ids(json)).contains("judged/third").doesNotContain("judged/first");
        for (Received received : json) {
            assertThat(received.json().get("id").asText()).isEqualTo(received.id());
            assertThat(received.signature()).isEqualTo(signature(received));
        }
        assertThat(json)
                .filteredOn(r -> r.id().equals("complete/third"))
                .singleElement()
                .satisfies(complete -> {
                    assertThat(complete.json().get("event").asText()).isEqualTo("complete");
                    assertThat(complete.json().get("run").asText()).isEqualTo("third");
                    assertThat(complete.json().has("model")).isFalse();
                });
        assertThat(slack)
                .allSatisfy(received -> assertThat(received.json().size()).isOne())
                .anySatisfy(received -> assertThat(received.json().get("text").asText())
                        .matches("third: [12][0-9] of 100 items failed for b, more than 10.0 %"));
        assertThat(Files.readString(Path.of("target", "service-hooks.log")))
                .contains(
                        "webhook down: ConnectException; trying again",
                        "is not posted to webhook ops: it is no notification")
                .doesNotContain("token-of", KEY);
    }

    private void push(String run, boolean judged) {
        try (Pusher pusher = pusher()) {
            RunManifest manifest = Events.manifest(run, "open-world", ITEMS, "a", "b");
            manifest.setJudges(judged ? Map.of("llm-judge", "judge") : Map.of());
            pusher.push(manifest);
            for (int item = 0; item < ITEMS; item++) {
                pusher.push(Events.reference(run, "i" + item, "cat"));
                pusher.push(Events.text(run, "i" + item, "a", item % 10 == 0 ? "dog" : "cat"));
                if (item % 5 == 0) {
                    pusher.push(Events.deadLetter(run, "i" + item, "b", "too large"));
                } else {
                    pusher.push(Events.text(run, "i" + item, "b", "dog"));
                }
                for (String model : judged ? List.of("a", "b") : List.<String>of()) {
                    if (model.equals("a") || item % 5 != 0) {
                        pusher.push(Events.verdict(run, "i" + item, model, "llm-judge", true, null));
                    }
                }
            }
        }
    }

    private static List<String> ids(List<Received> received) {
        return new ArrayList<>(received).stream().map(Received::id).toList();
    }

    private Path secret(String name, String content) throws IOException {
        return Files.writeString(secrets.resolve(name), content);
    }

    private static int nobodysPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String signature(Received received) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signed = received.id() + "." + received.timestamp() + "." + received.body();
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    private static Received receive(HttpExchange exchange) throws IOException {
        assertThat(exchange.getRequestMethod()).isEqualTo("POST");
        return new Received(
                exchange.getRequestHeaders().getFirst("webhook-id"),
                exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                exchange.getRequestHeaders().getFirst("webhook-signature"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
