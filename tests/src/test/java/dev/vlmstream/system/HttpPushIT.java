package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.topics.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code push --http} to a whole stack: the same items and numbers as by Kafka, whatever is killed meanwhile. */
abstract class HttpPushIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ITEMS = 398;

    private static LocalStack stack;
    private static Wiretap tap;
    private static Results results;

    @BeforeAll
    static void start() {
        stack = CommonStackIT.stack();
        tap = new Wiretap(stack.bootstrap());
        results = new Results(stack.server());
    }

    @AfterAll
    static void stop() {
        tap.close();
    }

    private static List<String> line(String run, Path dataset, String... more) {
        List<String> line =
                new ArrayList<>(List.of("push", dataset.toString(), "--run", run, "--server", stack.server()));
        line.addAll(List.of(more));
        return line;
    }

    private static CommandRun push(String run, String... more) throws Exception {
        List<String> line = line(run, Home.EMOJI.resolve("emoji.jsonl"), "--split", "valid", "--json");
        line.addAll(List.of(more));
        return CommandRun.of(line.toArray(String[]::new));
    }

    private static String[] http(String... more) {
        List<String> all = new ArrayList<>(List.of("--http", stack.ingest().orElseThrow()));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static Set<String> items(String run) {
        return tap.itemsOf(run).stream()
                .map(item -> item.getItemId() + " " + item.getLabel() + " " + item.getLabelIndex() + " "
                        + item.getChoices() + " " + item.getImage().getName() + " "
                        + item.getImage().getSha256())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static RunManifest manifest(String run) {
        return tap.readAll(Topic.RUNS, RunManifest.class).stream()
                .filter(manifest -> manifest.getRun().equals(run))
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }

    private static List<String> numbers(JsonNode pushed) {
        List<String> numbers = new ArrayList<>();
        pushed.findValues("rules").forEach(rules -> numbers.add(rules.toString()));
        return numbers;
    }

    @Test
    void theSameItemsAndNumbersAsByKafka() throws Exception {
        String[] asked = {"--models", "emoji-vlm", "--labels", "5", "--limit", "60", "--wait", "--tag", "by=hand"};
        List<String> byKafka = new ArrayList<>(List.of("--bootstrap", stack.bootstrap()));
        byKafka.addAll(List.of(asked));
        JsonNode kafka = JSON.readTree(
                push("by-kafka", byKafka.toArray(String[]::new)).done().out());
        JsonNode http = JSON.readTree(push("by-http", http(asked)).done().out());

        assertThat(numbers(http)).isEqualTo(numbers(kafka)).isNotEmpty();
        assertThat(http.get("pushed").asInt()).isEqualTo(60);
        assertThat(items("by-http")).hasSize(60).isEqualTo(items("by-kafka"));
        RunManifest closed = manifest("by-http");
        assertThat(closed.getItems()).isEqualTo(60);
        assertThat(closed.getClosedAt()).isNotNull();
        assertThat(closed.getTags()).containsEntry("by", "hand");

        CommandRun again = push("by-http", http(asked)).done();
        assertThat(JSON.readTree(again.out()).get("pushed").asInt()).isZero();
        CommandRun other = push("by-http", http("--models", "emoji-vlm", "--labels", "6", "--limit", "60"));
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.err()).contains("its labels is 5, not 6");
    }

    /** First the command, then ingest, in the middle of it. */
    @Test
    void whatIsKilledGoesOnWithoutDoubles() throws Exception {
        List<String> line = line(
                "killed",
                Home.EMOJI.resolve("emoji.jsonl"),
                http("--split", "valid", "--models", "emoji-clip,emoji-classifier"));
        Process process = CommandRun.start(line);
        await().atMost(Duration.ofMinutes(1)).until(() -> !items("killed").isEmpty());
        process.destroyForcibly().waitFor();
        assertThat(items("killed")).hasSizeLessThan(ITEMS);

        CompletableFuture<CommandRun> second =
                CompletableFuture.supplyAsync(() -> CommandRun.of(line.toArray(String[]::new)));
        // What the first one had brought may all come; more than that is the second's.
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> second.isDone() || tap.itemsOf("killed").size() > ITEMS + 20);
        assertThat(second).isNotDone();
        stack.kill("ingest");
        second.get().done();
        results.awaitComplete("killed", Duration.ofMinutes(3));
        RunManifest manifest = manifest("killed");
        assertThat(manifest.getItems()).isEqualTo(ITEMS);
        // What came twice was answered twice; it counts once.
        List<String> scored = tap.readAll(Topic.SCORES, Score.class).stream()
                .filter(score -> score.getRun().equals("killed"))
                .map(score -> score.getItemId() + " " + score.getModel())
                .toList();
        assertThat(scored).hasSize(2 * ITEMS).doesNotHaveDuplicates();
        for (JsonNode model : results.get("/api/runs/killed/metrics").get("models")) {
            assertThat(Results.outcomes(model)).isEqualTo(ITEMS);
            assertThat(model.get("rules").get("top1").get("n").asInt()).isEqualTo(ITEMS);
        }
    }

    @Test
    void whatIsRefusedIsToldAndKeepsTheRunOpenUnlessItMayBeLeftOut(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("data/drum"));
        Path emoji = Home.DIRECTORY.resolve("libs/datasets/src/test/resources/datasets/emoji/drum");
        Files.copy(emoji.resolve("noto.jpg"), folder.resolve("data/drum/good.jpg"));
        Files.write(folder.resolve("data/drum/bad.jpg"), new byte[5000]);
        Files.writeString(folder.resolve("classes.txt"), "drum\nmouth\n");
        List<String> line = line(
                "refused",
                folder.resolve("data"),
                http(
                        "--task",
                        "zero-shot",
                        "--models",
                        "emoji-clip",
                        "--classes",
                        folder.resolve("classes.txt").toString()));
        CommandRun refused = CommandRun.of(line.toArray(String[]::new));
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains("1 of 2 items were refused, and run \"refused\" stays open for them", "drum/bad.jpg: ");
        assertThat(manifest("refused").getItems()).isNull();

        line.addAll(List.of("--skip-bad", "1", "--wait", "--json"));
        JsonNode pushed =
                JSON.readTree(CommandRun.of(line.toArray(String[]::new)).done().out());
        assertThat(pushed.get("pushed").asInt()).isEqualTo(1);
        assertThat(pushed.get("complete").asBoolean()).isTrue();
    }

    @Test
    void nobodyThereIsSaidInALine() throws Exception {
        CommandRun nobody = push("nobody", "--http", "http://localhost:1", "--models", "emoji-clip");
        assertThat(nobody.status()).isEqualTo(1);
        assertThat(nobody.err()).contains("no ingest service answers at http://localhost:1");
        CommandRun both = push("nobody", http("--bootstrap", stack.bootstrap()));
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.err()).contains("--http pushes without Kafka: leave out --bootstrap");
    }
}
