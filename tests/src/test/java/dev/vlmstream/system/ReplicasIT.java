package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * {@code up --replicas}: two processes of a service share its work, and one does all of it when the other is killed. They tell a
 * webhook, by what the environment of {@code up} says.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ReplicasIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> MODELS = TwoOfEachIT.MODELS;
    private static final int ITEMS = 400;
    private static final String SECRET = "b8e1c2f4-address";

    private static final List<String> TOLD = new CopyOnWriteArrayList<>();
    private static HttpServer server;

    /** The environment of a stack that notifies the webhook. */
    static Map<String, String> serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/" + SECRET, exchange -> {
            TOLD.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        String host = "http://127.0.0.1:" + server.getAddress().getPort();
        return Map.of(
                "TEAM_HOOK", host + "/" + SECRET,
                "VLMSTREAM_NOTIFICATIONS_WEBHOOKS", "TEAM_HOOK=" + host,
                "VLMSTREAM_NOTIFICATIONS_THRESHOLDS", "accuracy>=0.05");
    }

    static void unserve() {
        server.stop(0);
    }

    private static CommandRun push(String run, String split, int items, String... options) {
        List<String> push = new ArrayList<>(
                List.of("push", Home.EMOJI.resolve("emoji.jsonl").toString(), "--run", run));
        push.addAll(List.of("--split", split, "--limit", String.valueOf(items), "--wait"));
        push.addAll(List.of(options));
        return TwoOfEachIT.command(push.toArray(String[]::new));
    }

    private static List<String> told() {
        return TOLD.stream().filter(body -> body.contains("/told")).toList();
    }

    @Test
    @Order(1)
    void aRunIsToldToTheWebhookOfTheEnvironmentAndItsAddressIsOnNoCommandLine() throws Exception {
        push("told", "valid", 60, "--task", "zero-shot", "--models", "emoji-clip")
                .done();
        await().atMost(Duration.ofMinutes(1)).until(() -> told().size() == 2);
        assertThat(told())
                .anyMatch(body -> body.contains("\"id\":\"complete/told\"") && body.contains("is complete: 60 items"))
                .anyMatch(body -> body.contains("\"id\":\"threshold/told/emoji-clip/accuracy%3E%3D0.05\""));
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .isNotEmpty()
                .noneMatch(line -> line.contains(SECRET));
    }

    @Test
    @Order(2)
    void aRunIsExactWhileOneOfEachIsKilledAndDownEndsAll() throws Exception {
        Map<String, ProcessHandle> processes = processes();
        List<String> seconds = List.of("ingest-1", "embed-1", "decode-1", "scoring-1");
        assertThat(processes)
                .containsKeys("broker", "ingest", "embed", "decode", "scoring")
                .containsKeys(seconds.toArray(String[]::new))
                .doesNotContainKeys("judge", "ingest-2", "embed-2", "decode-2", "scoring-2");

        CompletableFuture<CommandRun> push =
                CompletableFuture.supplyAsync(() -> push("shared", "train", ITEMS, "--task", "open-world"));
        awaitAnswers();
        for (String victim : seconds) {
            processes.get(victim).destroyForcibly();
        }
        push.get().done();

        Results results = new Results(TwoOfEachIT.stack().server());
        try (Wiretap tap = new Wiretap(TwoOfEachIT.stack().bootstrap())) {
            results.assertExactlyOnce(tap, Emoji.manifest("shared", "open-world", MODELS, (long) ITEMS));
        }
        JsonNode metrics = JSON.readTree(
                TwoOfEachIT.command("metrics", "shared", "--json").done().out());
        assertThat(metrics.path("complete").asBoolean()).isTrue();
        assertThat(metrics.path("models"))
                .hasSize(MODELS.size())
                .allSatisfy(model -> assertThat(model.path("failed").asInt()).isZero());
        assertThat(TwoOfEachIT.command("export", "shared")
                        .done()
                        .out()
                        .lines()
                        .map(Emoji::json)
                        .map(line -> line.path("model").asText() + " "
                                + line.path("item").asText()))
                .hasSize(ITEMS * MODELS.size())
                .doesNotHaveDuplicates();

        assertThat(TwoOfEachIT.command("up", "--replicas", "3").err())
                .contains("a stack runs already", "with 2 ingest, not 3");
        Map<String, ProcessHandle> last = processes();
        TwoOfEachIT.command("down").done();
        assertThat(last.values()).noneMatch(ProcessHandle::isAlive);
        assertThat(filesWith(SECRET)).isEmpty();
        assertThat(filesWith("complete/told")).as("what the topic has").isNotEmpty();
    }

    private static void awaitAnswers() {
        Results results = new Results(TwoOfEachIT.stack().server());
        await("some answers")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> results.counted("shared") >= ITEMS / 10);
    }

    private static Map<String, ProcessHandle> processes() throws Exception {
        Map<String, ProcessHandle> all = new HashMap<>();
        for (JsonNode service :
                JSON.readTree(TwoOfEachIT.command("status", "--json").out()).path("services")) {
            ProcessHandle.of(service.path("pid").asLong())
                    .ifPresent(process -> all.put(service.path("name").asText(), process));
        }
        return all;
    }

    /** Logs, state and topics. */
    private static List<Path> filesWith(String text) throws IOException {
        try (Stream<Path> files = Files.walk(TwoOfEachIT.DATA)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> has(file, text))
                    .toList();
        }
    }

    private static boolean has(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            return false;
        }
    }
}
