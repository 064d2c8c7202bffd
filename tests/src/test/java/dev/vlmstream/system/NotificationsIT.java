package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A stack that {@code up} has started tells a webhook of a run, by what the environment of {@code up} says. */
class NotificationsIT {
    private static final Path DATA =
            Path.of("target", "stacks", "notifications").toAbsolutePath();
    private static final String SECRET = "b8e1c2f4-address";

    @Test
    void aRunIsToldToTheWebhookOfTheEnvironmentAndItsAddressIsNowhere() throws Exception {
        Home.deleteTree(DATA);
        List<String> told = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/" + SECRET, exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        String host = "http://127.0.0.1:" + server.getAddress().getPort();
        Map<String, String> environment = Map.of(
                "TEAM_HOOK", host + "/" + SECRET,
                "VLMSTREAM_NOTIFICATIONS_WEBHOOKS", "TEAM_HOOK=" + host,
                "VLMSTREAM_NOTIFICATIONS_THRESHOLDS", "accuracy>=0.05");
        try {
            command(
                    environment,
                    "up",
                    "--port",
                    "0",
                    "--models-dir",
                    Home.model("emoji-clip").toString());
            String emoji = Home.EMOJI.resolve("emoji.jsonl").toString();
            command(
                    Map.of(),
                    "push",
                    emoji,
                    "--run",
                    "told",
                    "--split",
                    "valid",
                    "--task",
                    "zero-shot",
                    "--models",
                    "emoji-clip",
                    "--limit",
                    "60",
                    "--wait");
            await().atMost(Duration.ofMinutes(1)).until(() -> told.size() == 2);
            assertThat(told)
                    .anyMatch(
                            body -> body.contains("\"id\":\"complete/told\"") && body.contains("is complete: 60 items"))
                    .anyMatch(body -> body.contains("\"id\":\"threshold/told/emoji-clip/accuracy%3E%3D0.05\""));
            assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                    .isNotEmpty()
                    .noneMatch(line -> line.contains(SECRET));
        } finally {
            command(Map.of(), "down");
            server.stop(0);
        }
        assertThat(filesWith(SECRET)).isEmpty();
        assertThat(filesWith("complete/told")).as("what the topic has").isNotEmpty();
    }

    private static void command(Map<String, String> environment, String... arguments) throws Exception {
        Stream<String> all = Stream.concat(Stream.of(arguments), Stream.of("--data", DATA.toString()));
        CommandRun.of(environment, all.toArray(String[]::new)).done();
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
