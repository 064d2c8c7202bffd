package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers judged by a sentence encoder and by a model behind a stub, the judge killed in the middle. */
abstract class JudgeIT {
    private static final int ITEMS = 40;
    private static final String MODEL = "emoji-vlm-finetuned";
    private static final String WRITER = "judge-of-words";
    static final Path ENCODER = Home.DIRECTORY.resolve("libs/inference/src/test/resources/models/tiny-bert");

    private static final int QUESTIONS = 6;
    private static final String IMAGE = Base64.getEncoder()
            .encodeToString(
                    Emoji.image(Emoji.json(Emoji.lines().get(0)).get("image").asText())
                            .getBytes()
                            .array());

    private static final List<String> asked = new CopyOnWriteArrayList<>();
    private static StubApi stub;
    private static Wiretap tap;
    private static Results results;

    /** By the question: right, wrong, or nothing that could be read. */
    private static String reply(String body) {
        asked.add(body);
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

    /** Starts the server; the bundle of the model behind it. */
    static Path serve() throws IOException {
        stub = StubApi.start(FaultPlan.none());
        stub.say(JudgeIT::reply);
        stub.delay(50);
        Path model = Path.of("target", "remote-models", WRITER).toAbsolutePath();
        Files.createDirectories(model);
        Files.writeString(model.resolve("config.json"), """
                {"model_type": "remote", "api": "openai", "model": "test-1", "base_url": "%s",
                 "max_concurrency": 2, "prices": {"input": 2, "output": 10}}""".formatted(stub.url()));
        return model;
    }

    static void unserve() {
        stub.close();
    }

    @BeforeAll
    static void judgeARunAndKillTheJudge() {
        LocalStack stack = DecodersIT.stack();
        tap = new Wiretap(stack.bootstrap());
        results = new Results(stack.server());
        tap.open(manifest());
        tap.push(Emoji.items("judged", ITEMS));
        await("some verdicts asked for")
                .atMost(Duration.ofMinutes(3))
                .until(() -> stub.tally().requests() > 8);
        stack.kill("judge");
        stack.restart("judge");
        awaitJudged("judged");
    }

    private static void awaitJudged(String run) {
        results.awaitJudged(run, Duration.ofMinutes(3));
    }

    @AfterAll
    static void close() {
        tap.close();
    }

    @Test
    void everyAnswerIsJudgedOnceThoughTheJudgeWasKilled() {
        check(verdicts("judged"), results, answers("judged"));
    }

    @Test
    void answersToABenchmarksQuestionsAreJudgedAgainstAllRightAnswers() {
        tap.sendPlain(Topic.ITEMS, """
                {"run": "docs", "task": "question-answering", "benchmark": "docvqa", "models": ["%s"], "items": %d,
                 "judges": {"llm-judge": "%s", "semantic": "tiny-bert"}}""".formatted(MODEL, QUESTIONS, WRITER).getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < QUESTIONS; i++) {
            tap.sendPlain(Topic.ITEMS, """
                    {"run": "docs", "id": "%d", "image_bytes": "%s", "question": "What is it? (%d)",
                     "answers": ["fox", "red fox"]}""".formatted(i, IMAGE, i).getBytes(StandardCharsets.UTF_8));
        }
        awaitJudged("docs");

        int answers = answers("docs");
        assertThat(answers).isEqualTo(QUESTIONS);
        assertThat(verdicts("docs"))
                .hasSize(2 * answers)
                .extracting(Verdict::getStatus)
                .doesNotContain(VerdictStatus.FAILED);
        assertThat(asked)
                .filteredOn(body -> body.contains("Right answer: \\\"fox\\\" or \\\"red fox\\\""))
                .hasSize(QUESTIONS);
        assertThat(results.get("/api/runs/docs/metrics")
                        .at("/models/0/rules/semantic/n")
                        .asInt())
                .isEqualTo(QUESTIONS);
    }

    /** The stack has everything that is measured: all services, and a judge that costs. */
    @Test
    void everyPanelOfTheDashboardsShowsSomething() throws IOException {
        List<DashboardPanel> panels = DashboardPanel.all().stream()
                .filter(panel -> !panel.isOfMakings() && !panel.isOfRemoteModels() && !panel.isOfGpus())
                .toList();
        assertThat(panels).hasSizeGreaterThan(20);
        PrometheusServer.assertShown(panels, DecodersIT.stack().services());
    }

    private static List<Verdict> verdicts(String run) {
        return tap.readAll(Topic.VERDICTS, Verdict.class).stream()
                .filter(verdict -> verdict.getRun().equals(run))
                .toList();
    }

    /** Of the answer that was judged last: what a killed process had not yet sent is lost. */
    @Test
    void oneTraceFollowsAnItemThroughAllServices() {
        SpanCollector spans = DecodersIT.spans();
        Verdict last = verdicts("judged").stream()
                .max(Comparator.comparing(Verdict::getJudgedAt))
                .orElseThrow();
        await("spans of " + last.getItemId())
                .untilAsserted(() -> assertThat(spans.of(last.getItemId()))
                        .extracting(SpanCollector.Span::service)
                        .contains(
                                "vlmstream-ingest",
                                "vlmstream-embed",
                                "vlmstream-decode",
                                "vlmstream-scoring",
                                "vlmstream-judge"));

        List<SpanCollector.Span> trace = spans.of(last.getItemId());
        assertThat(trace)
                .extracting(SpanCollector.Span::trace)
                .containsOnly(trace.get(0).trace());
        assertThat(trace)
                .filteredOn(span -> span.parent().isEmpty())
                .extracting(SpanCollector.Span::name)
                .containsExactly("process items");
        assertThat(trace).allSatisfy(span -> {
            assertThat(span.attributes())
                    .containsEntry("vlmstream.run", "judged")
                    .containsEntry("messaging.system", "kafka")
                    .containsEntry("messaging.destination.name", span.name().substring("process ".length()));
            assertThat(span.attributes().get("messaging.consumer.group.name")).startsWith(span.service());
        });
        assertThat(parents(trace, "vlmstream-judge")).containsOnly("vlmstream-scoring");
        assertThat(parents(trace, "vlmstream-decode")).containsOnly("vlmstream-ingest");
        assertThat(spans.all())
                .filteredOn(span -> span.trace().equals(trace.get(0).trace()))
                .as("no other item's")
                .hasSameElementsAs(trace);
    }

    private static List<String> parents(List<SpanCollector.Span> trace, String service) {
        return trace.stream()
                .filter(span -> span.service().equals(service))
                .map(span -> trace.stream()
                        .filter(parent -> parent.id().equals(span.parent()))
                        .findFirst()
                        .map(SpanCollector.Span::service)
                        .orElse("none"))
                .toList();
    }

    /** Of the model that answers in words; the other one ranks. */
    private static int answers(String run) {
        return (int) tap.readAll(Topic.SCORES, Score.class).stream()
                .filter(score -> score.getRun().equals(run)
                        && score.getModel().equals(MODEL)
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
        JsonNode metrics = results.get("/api/runs/judged/metrics");
        JsonNode model = metrics.get("models").get(1);
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
            assertThat(told.at("/agreement/n")).isEqualTo(told.get("given"));
        }
        assertThat(model.at("/verdicts/llm-judge/unparsed").asInt()).isPositive();
        assertThat(model.at("/verdicts/llm-judge/promptTokens").asInt()).isEqualTo(answers * StubApi.INPUT_TOKENS);
        assertThat(model.at("/verdicts/llm-judge/outputTokens").asInt()).isEqualTo(answers * StubApi.OUTPUT_TOKENS);
        double cost = verdicts.stream()
                .filter(verdict -> verdict.getCost() != null)
                .mapToDouble(Verdict::getCost)
                .sum();
        assertThat(metrics.get("judgingCost").asDouble())
                .isCloseTo(cost, within(1e-9))
                .isEqualTo(model.at("/verdicts/llm-judge/cost").asDouble())
                .isPositive();
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
