package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.local.StackState;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The commands `up`, `status` and `down` as people type them, twice at once and after everything that can befall a supervisor. */
class UpIT {
    private static final Path DATA = Path.of("target", "stacks", "up").toAbsolutePath();

    /** A command that was started. */
    private record Command(Process process, Path output) {
        int status() throws InterruptedException {
            return process.waitFor();
        }

        String said() throws IOException {
            return CommandRun.said(output);
        }
    }

    @BeforeAll
    static void clean() {
        Home.deleteTree(DATA);
    }

    @AfterAll
    static void stop() throws Exception {
        command("down").status();
    }

    private static Command command(String... arguments) throws IOException {
        List<String> line =
                new ArrayList<>(List.of(Home.DIRECTORY.resolve("vlmstream").toString()));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--data", DATA.toString()));
        Path output = Files.createTempFile(Path.of("target"), "up-", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("VLMSTREAM_NO_BUILD", "1");
        return new Command(builder.start(), output);
    }

    @Test
    void ofTwoThatAreCalledAtOnceOneStartsTheStackAndAKilledOrHungSupervisorIsNoObstacle() throws Exception {
        // Of one model, so that no decode service is started twice for what is about supervisors.
        String model = Home.model("emoji-clip").toString();
        Command one = command("up", "--port", "0", "--models-dir", model);
        Command two = command("up", "--port", "0", "--models-dir", model);
        assertThat(one.status()).as(one.said()).isZero();
        assertThat(two.status()).as(two.said()).isZero();
        String said = one.said() + two.said();
        assertThat(said.lines().filter(line -> line.startsWith("up: ")))
                .as(said)
                .hasSize(1);
        assertThat(said.lines().filter(line -> line.startsWith("running already")))
                .as(said)
                .hasSize(1);
        assertThat(said).contains("broker is ready after", "scoring is ready after");

        aDeadProcessIsCounted();
        ProcessHandle supervisor = supervisor();
        supervisor.destroyForcibly();
        supervisor.onExit().join();
        Command again = command("up", "--port", "0");
        assertThat(again.status()).as(again.said()).isZero();
        Path other = Home.DIRECTORY.resolve("libs/inference/src/test/resources/models/tiny-eva-clip");
        Command more = command("up", "--models-dir", Home.model("emoji-clip") + "," + other);
        assertThat(more.status()).as(more.said()).isZero();
        assertThat(more.said())
                .contains("running already", "it runs without " + other + ": stop it with `vlmstream down`;");

        long hung = supervisor().pid();
        new ProcessBuilder("kill", "-STOP", String.valueOf(hung)).start().waitFor();
        List<ProcessHandle> children =
                ProcessHandle.of(hung).orElseThrow().children().toList();
        Command down = command("down");
        assertThat(down.status()).as(down.said()).isZero();
        assertThat(down.said()).contains("(pid " + hung + ") has not ended in", "it is killed", "down");
        assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
        assertThat(command("status").status()).isEqualTo(1);
    }

    private static void aDeadProcessIsCounted() throws Exception {
        JsonNode victim = service(status(), "ingest");
        // It was restarted before if another process took its port as it started.
        int restarts = victim.get("restarts").asInt() + 1;
        ProcessHandle.of(victim.get("pid").asLong()).orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(90))
                .until(() -> StackState.running(DATA).orElseThrow().status().stream()
                        .anyMatch(service ->
                                service.name().equals("ingest") && service.restarts() == restarts && service.ready()));
        JsonNode status = status();
        JsonNode ingest = service(status, "ingest");
        assertThat(ingest.get("restarts").asInt()).isEqualTo(restarts);
        assertThat(status.get("ingest").asText()).isEqualTo("http://localhost:" + ingest.get("port"));
        String metrics = ingest.get("metrics").asText();
        try (InputStream body = URI.create(metrics).toURL().openStream()) {
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).contains("vlmstream_records_total");
        }
    }

    private static JsonNode status() throws Exception {
        Command status = command("status", "--json");
        status.status();
        return new ObjectMapper().readTree(status.said());
    }

    private static JsonNode service(JsonNode status, String name) {
        for (JsonNode service : status.get("services")) {
            if (service.get("name").asText().equals(name)) {
                return service;
            }
        }
        throw new AssertionError("no " + name + " in " + status);
    }

    private static ProcessHandle supervisor() throws Exception {
        return ProcessHandle.of(status().get("pid").asLong()).orElseThrow();
    }
}
