package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.remote.stub.FaultPlan;
import dev.vlmstream.inference.remote.stub.StubApi;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.VerdictStatus;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Answers judged by a sentence encoder and by a model behind a stub, the judge killed in the middle. */
class JudgeIT {
    private static final int ITEMS = 40;
    private static final String MODEL = "emoji-vlm-finetuned";
    private static final String WRITER = "judge-of-words";
    private static final Path ENCODER = Home.DIRECTORY.resolve("inference/src/test/resources/models/tiny-bert");

    /** By the question: right, wrong, or nothing that could be read. */
    private static String reply(String body) {
        return switch (Math.floorMod(body.hashCode(), 3)) {
            case 0 -> "It names it.\\nyes";
            case 1 -> "No.";
            default -> "I cannot tell.";
        };
    }

    private static RunManifest manifest() {
        RunManifest manifest = Emoji.manifest("judged", "open-world", List.of("emoji-clip", MODEL), (long) ITEMS);
        manifest.setJudges(Map.of("semantic", ENCODER.getFileName().toString(), "llm-judge", WRITER));
        manifest.setThresholds(Map.of("semantic", 0.8));
        return manifest;
    }

    private static Path writer(StubApi stub) throws IOException {
        Path model = Path.of("target", "remote-models", WRITER).toAbsolutePath();
        Files.createDirectories(model);
        Files.writeString(model.resolve("config.json"), """
                {"model_type": "remote", "api": "openai", "model": "test-1", "base_url": "%s",
                 "max_concurrency": 2}""".formatted(stub.url()));
        return model;
    }

    @Test
    void everyAnswerIsJudgedOnceThoughTheJudgeIsKilled() throws Exception {
        try (StubApi stub = StubApi.start(FaultPlan.none())) {
            stub.say(JudgeIT::reply);
            stub.delay(50);
            var config = Home.stack("judge", List.of("emoji-clip"), List.of(MODEL))
                    .withJudges(List.of(ENCODER, writer(stub)))
                    .withoutRestarts();
            try (LocalStack stack = LocalStack.start(config);
                    Wiretap tap = new Wiretap(stack.bootstrap())) {
                tap.open(manifest());
                tap.push(Emoji.items("judged", ITEMS));
                await("some verdicts asked for")
                        .atMost(Duration.ofMinutes(3))
                        .until(() -> stub.tally().requests() > 8);
                stack.kill("judge");
                stack.restart("judge");
                Results results = new Results(stack.server());
                await("run judged")
                        .atMost(Duration.ofMinutes(3))
                        .pollInterval(Duration.ofMillis(300))
                        .ignoreExceptions()
                        .until(() -> results.get("/api/runs/judged/metrics")
                                .get("judged")
                                .asBoolean());

                check(tap.readAll(Topic.VERDICTS, Verdict.class), results, answers(tap));
            }
        }
    }

    /** Of the model that answers in words; the other one ranks. */
    private static int answers(Wiretap tap) {
        List<Score> scores = tap.readAll(Topic.SCORES, Score.class);
        assertThat(scores).hasSize(2 * ITEMS);
        return (int) scores.stream()
                .filter(score -> score.getModel().equals(MODEL)
                        && score.getStatus().name().equals("ANSWERED"))
                .count();
    }

    private static void check(List<Verdict> verdicts, Results results, int answers) {
        assertThat(answers).isEqualTo(ITEMS);
        assertThat(verdicts)
                .hasSize(2 * answers)
                .allMatch(verdict -> verdict.getModel().equals(MODEL))
                .extracting(verdict -> verdict.getItemId() + " " + verdict.getRule())
                .doesNotHaveDuplicates();
        JsonNode model = results.get("/api/runs/judged/metrics").get("models").get(1);
        for (String rule : List.of("semantic", "llm-judge")) {
            List<Verdict> own =
                    verdicts.stream().filter(v -> v.getRule().equals(rule)).toList();
            JsonNode told = model.at("/verdicts/" + rule);
            assertThat(told.get("answers").asInt()).isEqualTo(answers);
            assertThat(told.get("given").asInt()).isEqualTo(count(own, v -> v.getStatus() == VerdictStatus.GIVEN));
            assertThat(told.get("unparsed").asInt())
                    .isEqualTo(count(own, v -> v.getStatus() == VerdictStatus.UNPARSED));
            assertThat(model.at("/rules/" + rule + "/n")).isEqualTo(told.get("given"));
            assertThat(model.at("/rules/" + rule + "/correct").asInt())
                    .isEqualTo(count(own, v -> Boolean.TRUE.equals(v.getRight())));
        }
        assertThat(model.at("/verdicts/llm-judge/unparsed").asInt()).isPositive();
        assertThat(model.at("/verdicts/semantic/given").asInt()).isEqualTo(answers);
        assertThat(verdicts)
                .filteredOn(v -> v.getRule().equals("semantic"))
                .allMatch(v -> v.getThreshold() == 0.8 && v.getRight() == v.getGrade() >= 0.8);
        JsonNode line =
                results.get("/api/runs/judged/items/item-0?model=" + MODEL).get(0);
        assertThat(line.get("verdicts"))
                .extracting(verdict -> verdict.get("rule").asText())
                .containsExactlyInAnyOrder("semantic", "llm-judge");
        assertThat(line.at("/rules/semantic").isBoolean()).isTrue();
    }

    private static int count(List<Verdict> verdicts, Predicate<Verdict> which) {
        return (int) verdicts.stream().filter(which).count();
    }
}
