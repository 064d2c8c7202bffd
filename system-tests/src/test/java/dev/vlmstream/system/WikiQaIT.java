package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.RemoteAnswer;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A dataset made about twenty classes by a model behind a scripted server, which also writes rubbish, the judge killed in the
 * middle of each step: the same, to the byte, as CPython's steps make of these replies ({@code tools/goldens/wikiqa.py}).
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WikiQaIT {
    private static final Path RECORDED = Home.DIRECTORY.resolve("evaluation/src/test/resources/recorded/wikiqa");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WRITER = "scripted-writer";
    private static final double COST = (ScriptedWriter.INPUT_TOKENS * 10 + ScriptedWriter.OUTPUT_TOKENS * 30) / 1e6;

    private static ScriptedWriter writer;
    private static LocalStack stack;
    private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        writer = ScriptedWriter.start(RECORDED.resolve("script.json"));
        Path model = Path.of("target", "remote-models", WRITER).toAbsolutePath();
        Files.createDirectories(model);
        Files.writeString(model.resolve("config.json"), """
                {"model_type": "remote", "api": "openai", "model": "test-1", "base_url": "%s", "tries": 1,
                 "prices": {"input": 10, "output": 30}}""".formatted(writer.url()));
        folder = Path.of("target", "wikiqa").toAbsolutePath();
        Home.deleteTree(folder);
        Files.createDirectories(folder.resolve("images"));
        Files.copy(RECORDED.resolve("images.jsonl"), folder.resolve("images.jsonl"));
        for (String line : Files.readAllLines(folder.resolve("images.jsonl"))) {
            // Nothing looks into them before they are pushed.
            Files.writeString(folder.resolve(JSON.readTree(line).get("image").asText()), "an image");
        }
        stack = LocalStack.start(Home.stack("wikiqa", List.of(), List.of())
                .withJudges(List.of(model))
                .withoutRestarts());
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable open : new AutoCloseable[] {stack, writer}) {
            if (open != null) {
                open.close();
            }
        }
    }

    private static List<String> command(String out, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "wikiqa",
                "--bootstrap",
                stack.bootstrap(),
                "--articles",
                RECORDED.resolve("articles.jsonl").toString(),
                "--model",
                WRITER,
                "--images",
                folder.resolve("images.jsonl").toString(),
                "--split",
                "valid",
                "--out",
                folder.resolve(out).toString(),
                "--json"));
        command.addAll(List.of(options));
        return command;
    }

    private static CommandRun run(List<String> command) {
        try {
            return CommandRun.of(command.toArray(String[]::new)).done();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Kills the judge when a step has so many answers, all of them kept, while others are asked for. */
    private static void killIn(ScriptedWriter.Step step, int answers, Wiretap tap) throws Exception {
        writer.holdAfter(step, answers);
        await("answers of " + step)
                .atMost(Duration.ofMinutes(2))
                .until(() -> writer.isHolding()
                        && tap.readAll(Topic.REMOTE_ANSWERS, RemoteAnswer.class).size()
                                == writer.answered().size());
        stack.kill("judge");
        writer.release();
        stack.restart("judge");
    }

    @Test
    @Order(1)
    void theDatasetIsCPythonsThoughEachStepWasKilledAndNothingIsAskedTwice() throws Exception {
        JsonNode expected = JSON.readTree(RECORDED.resolve("expected.json").toFile());
        writer.holdAfter(ScriptedWriter.Step.WRITING, 10);
        CompletableFuture<CommandRun> making = CompletableFuture.supplyAsync(() -> run(command("made.jsonl")));
        try (Wiretap tap = new Wiretap(stack.bootstrap())) {
            killIn(ScriptedWriter.Step.WRITING, 10, tap);
            killIn(ScriptedWriter.Step.NAMED, 30, tap);
            killIn(ScriptedWriter.Step.UNNAMED, 40, tap);
        }
        JsonNode result = JSON.readTree(making.get().out());

        assertThat(Files.readString(folder.resolve("made.jsonl")))
                .isEqualTo(Files.readString(RECORDED.resolve("dataset.jsonl")));
        assertThat(writer.answered().values()).containsOnly(1);
        assertThat(writer.answered().keySet().stream()
                        .filter(prompt -> ScriptedWriter.Step.of(prompt) == ScriptedWriter.Step.WRITING))
                .hasSize(expected.get("requests").asInt());
        assertThat(result.get("written")).isEqualTo(expected.get("written"));
        assertThat(result.get("outcomes")).isEqualTo(expected.get("outcomes"));
        expected.get("rejected")
                .fields()
                .forEachRemaining(entry -> assertThat(result.get("rejected").get(entry.getKey()))
                        .as(entry.getKey())
                        .isEqualTo(entry.getValue()));
        assertThat(Files.readAllLines(folder.resolve("made.provenance.jsonl")))
                .hasSize(result.get("written").asInt() + sum(result.get("rejected")));
    }

    @Test
    @Order(2)
    void theSameCommandAgainAsksNothingAndGivesTheSame() throws Exception {
        int before = writer.paid();
        run(command("made.jsonl", "--force"));
        assertThat(Files.readString(folder.resolve("made.jsonl")))
                .isEqualTo(Files.readString(RECORDED.resolve("dataset.jsonl")));
        assertThat(writer.paid()).isEqualTo(before);
    }

    @Test
    @Order(3)
    void aBudgetIsNotOverspentAndTheCountsAddUp() throws Exception {
        int before = writer.paid();
        // Another number of questions is another prompt.
        JsonNode result = JSON.readTree(run(command("cheap.jsonl", "--questions", "4", "--budget", "0.15"))
                .out());
        assertThat((writer.paid() - before) * COST).isPositive().isLessThanOrEqualTo(0.15);
        assertThat(result.get("failures").asInt()).isPositive();
        assertThat(result.get("classes").asInt()).isEqualTo(20);
        assertThat(sum(result.get("outcomes"))).isEqualTo(result.get("written").asInt());
        assertThat(Files.readString(folder.resolve("cheap.provenance.jsonl"))).contains("budget of $0.15 reached");
        assertThat(Files.readAllLines(folder.resolve("cheap.jsonl")))
                .hasSize(10 * result.get("outcomes").get("kept").asInt());
    }

    private static int sum(JsonNode counts) {
        int sum = 0;
        for (JsonNode count : counts) {
            sum += count.asInt();
        }
        return sum;
    }
}
