package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.local.StackState;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * {@code up --replicas}: two processes of a service share its work, and one does all of it when the other is killed. They tell a
 * webhook, by what the environment of {@code up} says.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DATA = Path.of("target", "stacks", "replicas").toAbsolutePath();
    private static final String TWICE = "ingest=2,embed=2,decode=2,scoring=2";
    private static final List<String> MODELS = List.of("emoji-clip", "emoji-vlm");
    private static final int ITEMS = 400;
    private static final String SECRET = "b8e1c2f4-address";

    private static final List<String> TOLD = new CopyOnWriteArrayList<>();
    private static HttpServer server;

    @BeforeAll
    static void up() throws Exception {
        Home.deleteTree(DATA);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/" + SECRET, exchange -> {
            TOLD.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        String host = "http://127.0.0.1:" + server.getAddress().getPort();
        Map<String, String> environment = Map.of(
                "TEAM_HOOK", host + "/" + SECRET,
                "VLMSTREAM_NOTIFICATIONS_WEBHOOKS", "TEAM_HOOK=" + host,
                "VLMSTREAM_NOTIFICATIONS_THRESHOLDS", "accuracy>=0.05");
        String models = String.join(
                ",", MODELS.stream().map(name -> Home.model(name).toString()).toList());
        List<String> up = onThisStack(List.of("up", "--replicas", TWICE, "--port", "0", "--models-dir", models));
        CommandRun.apart(environment, up.toArray(String[]::new)).done();
    }

    @AfterAll
    static void down() throws Exception {
        command("down");
        server.stop(0);
    }

    private static CommandRun command(String... arguments) {
        return CommandRun.of(onThisStack(List.of(arguments)).toArray(String[]::new));
    }

    private static List<String> onThisStack(List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--data", DATA.toString()));
        return all;
    }

    private static List<String> push(String run, String split, int items, String... options) {
        List<String> push = new ArrayList<>(
                List.of("push", Home.EMOJI.resolve("emoji.jsonl").toString(), "--run", run));
        push.addAll(List.of("--split", split, "--limit", String.valueOf(items), "--wait"));
        push.addAll(List.of(options));
        return onThisStack(push);
    }

    @Test
    @Order(1)
    void aRunIsToldToTheWebhookOfTheEnvironmentAndItsAddressIsOnNoCommandLine() throws Exception {
        CommandRun.of(push("told", "valid", 60, "--task", "zero-shot", "--models", "emoji-clip")
                        .toArray(String[]::new))
                .done();
        await().atMost(Duration.ofMinutes(1)).until(() -> TOLD.size() == 2);
        assertThat(TOLD)
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

        Process push = CommandRun.start(push("shared", "train", ITEMS, "--task", "open-world"));
        awaitAnswers();
        for (String victim : seconds) {
            processes.get(victim).destroyForcibly();
        }
        assertThat(push.waitFor()).isZero();

        Results results = new Results(StackState.running(DATA).orElseThrow().server());
        try (Wiretap tap = new Wiretap(StackState.running(DATA).orElseThrow().bootstrap())) {
            results.assertExactlyOnce(tap, Emoji.manifest("shared", "open-world", MODELS, (long) ITEMS));
        }
        JsonNode metrics =
                JSON.readTree(command("metrics", "shared", "--json").done().out());
        assertThat(metrics.path("complete").asBoolean()).isTrue();
        assertThat(metrics.path("models"))
                .hasSize(MODELS.size())
                .allSatisfy(model -> assertThat(model.path("failed").asInt()).isZero());
        assertThat(command("export", "shared")
                        .done()
                        .out()
                        .lines()
                        .map(Emoji::json)
                        .map(line -> line.path("model").asText() + " "
                                + line.path("item").asText()))
                .hasSize(ITEMS * MODELS.size())
                .doesNotHaveDuplicates();

        assertThat(command("up", "--replicas", "3").err()).contains("a stack runs already", "with 2 ingest, not 3");
        Map<String, ProcessHandle> last = processes();
        command("down").done();
        assertThat(last.values()).noneMatch(ProcessHandle::isAlive);
        assertThat(filesWith(SECRET)).isEmpty();
        assertThat(filesWith("complete/told")).as("what the topic has").isNotEmpty();
    }

    private static void awaitAnswers() {
        Results results = new Results(StackState.running(DATA).orElseThrow().server());
        await("some answers")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> results.counted("shared") >= ITEMS / 10);
    }

    private static Map<String, ProcessHandle> processes() throws Exception {
        Map<String, ProcessHandle> all = new HashMap<>();
        for (JsonNode service : JSON.readTree(command("status", "--json").out()).path("services")) {
            ProcessHandle.of(service.path("pid").asLong())
                    .ifPresent(process -> all.put(service.path("name").asText(), process));
        }
        return all;
    }

    /** Logs, state and topics. */
    private static List<Path> filesWith(String text) throws IOException {
        try (Stream<Path> files = Files.walk(DATA)) {
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
