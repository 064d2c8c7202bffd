package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.local.StackState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** `up --replicas`: two processes of a service share its work, and one does all of it when the other is killed. */
class ReplicasIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DATA = Path.of("target", "stacks", "replicas").toAbsolutePath();
    private static final String TWICE = "ingest=2,decode=2,scoring=2";
    private static final int ITEMS = 600;

    @BeforeAll
    static void up() throws Exception {
        Home.deleteTree(DATA);
        command(
                        "up",
                        "--replicas",
                        TWICE,
                        "--port",
                        "0",
                        "--models-dir",
                        Home.model("emoji-vlm").toString())
                .done();
    }

    @AfterAll
    static void down() throws Exception {
        command("down");
    }

    private static CommandRun command(String... arguments) throws Exception {
        List<String> all = new java.util.ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", DATA.toString()));
        return CommandRun.of(all.toArray(String[]::new));
    }

    @Test
    void aRunIsExactWhileOneOfEachIsKilledAndDownEndsAll() throws Exception {
        Map<String, ProcessHandle> processes = processes();
        assertThat(processes)
                .containsKeys("broker", "ingest", "ingest-1", "scoring", "scoring-1", "decode", "decode-1")
                .doesNotContainKeys("embed", "judge", "ingest-2", "scoring-2", "decode-2");

        Process push = CommandRun.start(List.of(
                "push",
                Home.EMOJI.resolve("emoji.jsonl").toString(),
                "--run",
                "shared",
                "--task",
                "open-world",
                "--split",
                "train",
                "--limit",
                String.valueOf(ITEMS),
                "--wait",
                "--data",
                DATA.toString()));
        awaitAnswers();
        for (String victim : List.of("ingest", "decode-1", "scoring-1")) {
            processes.get(victim).destroyForcibly();
        }
        assertThat(push.waitFor()).isZero();

        JsonNode metrics =
                JSON.readTree(command("metrics", "shared", "--json").done().out());
        assertThat(metrics.path("complete").asBoolean()).isTrue();
        JsonNode model = metrics.path("models").path(0);
        assertThat(model.path("answered").asInt()
                        + model.path("failed").asInt()
                        + model.path("unparsed").asInt()
                        + model.path("refused").asInt())
                .isEqualTo(ITEMS);
        assertThat(model.path("failed").asInt()).isZero();
        assertThat(command("export", "shared")
                        .done()
                        .out()
                        .lines()
                        .map(line -> Emoji.json(line).path("item").asText()))
                .hasSize(ITEMS)
                .doesNotHaveDuplicates();

        assertThat(command("up", "--replicas", "3").err()).contains("a stack runs already", "with 2 ingest, not 3");
        Map<String, ProcessHandle> last = processes();
        command("down").done();
        assertThat(last.values()).noneMatch(ProcessHandle::isAlive);
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
}
