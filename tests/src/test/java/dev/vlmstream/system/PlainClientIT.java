package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Anyone who can write JSON to Kafka, or post it, can push a dataset: a manifest, the study's lines as they are, a closing record. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class PlainClientIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CURL = Path.of("/usr/bin/curl");
    private static final int ITEMS = 60;
    private static final int QUESTIONS = 24;
    private static final long LARGE_BODY = 390_000_000;

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

    /** First, so that the only run that is open is the one that lines without a run are meant for. */
    @Test
    @Order(1)
    void theStudysLinesWrittenByAnyKafkaClientBecomeACompleteRun() {
        assertThat(openRuns()).as("left open by another test").isEmpty();
        send(tap, manifest());
        Emoji.lines().stream().limit(ITEMS).forEach(line -> send(tap, line));
        send(tap, "{\"close\": true, \"items\": " + ITEMS + "}");
        results.awaitComplete("plain", Duration.ofMinutes(2));

        JsonNode metrics = results.get("/api/runs/plain/metrics");
        assertThat(metrics.get("items").asInt()).isEqualTo(ITEMS);
        for (JsonNode model : metrics.get("models")) {
            assertThat(model.get("answered").asInt()).isEqualTo(ITEMS);
            assertThat(model.get("rules").get("top1").get("accuracy").asDouble())
                    .isGreaterThan(0.5);
        }
    }

    @Test
    @Order(2)
    void questionsOfABenchmarkGetGradesAndQuestionsWithoutTheirImageAnAnswer() {
        send(
                tap,
                manifest("docs", "question-answering")
                        .put("benchmark", "docvqa")
                        .toString());
        send(
                tap,
                manifest("told", "multiple-choice")
                        .put("variant", "text-only")
                        .put("guess", true)
                        .toString());
        Emoji.lines().stream().limit(QUESTIONS).forEach(line -> send(tap, named(line)));
        Emoji.questions().stream().limit(QUESTIONS).forEach(line -> send(tap, ofRun("told", line)));
        results.awaitComplete("docs", Duration.ofMinutes(2));
        results.awaitComplete("told", Duration.ofMinutes(2));

        JsonNode docs = results.get("/api/runs/docs/metrics").get("models").get(0);
        assertThat(docs.get("answered").asInt()).isEqualTo(QUESTIONS);
        assertThat(docs.get("primaryRule").asText()).isEqualTo("anls");
        double grades = 0;
        for (JsonNode line : results.get("/api/runs/docs/items?size=100").get("items")) {
            grades += line.get("grades").get("anls").asDouble();
            assertThat(line.get("question").asText()).endsWith("?\nAnswer the question using a single word or phrase.");
        }
        assertThat(docs.get("rules").get("anls").get("accuracy").asDouble())
                .isCloseTo(grades / QUESTIONS, within(1e-9))
                .isPositive();

        JsonNode told = results.get("/api/runs/told/metrics").get("models").get(0);
        assertThat(told.get("failed").asInt()).isZero();
        assertThat(told.get("rules").get("mcq-guess").get("n").asInt()).isEqualTo(QUESTIONS);
        for (JsonNode line : results.get("/api/runs/told/items?size=100").get("items")) {
            assertThat(line.get("question").asText()).doesNotContain("this object");
            assertThat(line.get("prompt").asText()).doesNotContain("<image>");
            assertThat(line.get("hasImage").asBoolean()).isTrue();
        }
        assertThat(tap.readAll(Topic.QUESTIONS, Question.class))
                .filteredOn(question -> question.getRun().equals("told"))
                .hasSize(QUESTIONS)
                .allMatch(question -> question.getImage() == null);
    }

    /** By curl as docs/rest.md has it; every line comes twice and counts once. */
    @Test
    @Order(3)
    void theSameLinesOverHttpGiveTheSameNumbers(@TempDir Path directory) throws Exception {
        assumeTrue(Files.isExecutable(CURL), CURL + " is not there");
        String address = stack.ingest().orElseThrow() + "/api/runs";
        ObjectNode manifest = ((ObjectNode) JSON.readTree(manifest())).put("run", "posted");
        curl(address, "-H", "Content-Type: application/json", "-d", manifest.toString());
        Path lines = directory.resolve("items.jsonl");
        Files.write(lines, Emoji.lines().subList(0, ITEMS));
        for (int i = 0; i < 2; i++) {
            JsonNode taken = curl(
                    address + "/posted/items",
                    "-H",
                    "Content-Type: application/x-ndjson",
                    "-X",
                    "POST",
                    "-T",
                    lines.toString());
            assertThat(taken.get("accepted").asInt()).isEqualTo(ITEMS);
        }
        curl(address + "/posted/close", "-H", "Content-Type: application/json", "-d", "{\"items\": " + ITEMS + "}");
        results.awaitComplete("posted", Duration.ofMinutes(2));

        JsonNode posted = results.get("/api/runs/posted/metrics").get("models");
        JsonNode plain = results.get("/api/runs/plain/metrics").get("models");
        for (int i = 0; i < plain.size(); i++) {
            assertThat(posted.get(i).get("answered").asInt()).isEqualTo(ITEMS);
            assertThat(posted.get(i).get("rules")).isEqualTo(plain.get(i).get("rules"));
        }
    }

    /** More than the service's heap, for a run that is not there: it is answered or cut off, and nobody else notices. */
    @Test
    @Order(4)
    void aLargeBodyThatNobodyWantsDoesNotEndTheService() throws Exception {
        long before = ingest().pid();
        long restarts = ingest().restarts();
        byte[] line =
                ("{\"text\": \"" + "x".repeat(100_000) + "\", \"label\": \"cat\"}\n").getBytes(StandardCharsets.UTF_8);
        long lines = LARGE_BODY / line.length;
        HttpRequest request = HttpRequest.newBuilder(URI.create(stack.ingest().orElseThrow() + "/api/runs/none/items"))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArrays(() -> new Iterator<>() {
                    private long sent;

                    @Override
                    public boolean hasNext() {
                        return sent < lines;
                    }

                    @Override
                    public byte[] next() {
                        sent++;
                        return line;
                    }
                }))
                .build();
        for (int i = 0; i < 2; i++) {
            try {
                HttpResponse<String> answer =
                        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(404);
            } catch (IOException cutOff) {
                assertThat(cutOff).hasMessageNotContaining("refused");
            }
        }
        assertThat(ingest().pid()).isEqualTo(before);
        assertThat(ingest().restarts()).isEqualTo(restarts);
        HttpResponse<String> after = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.ingest().orElseThrow() + "/q/openapi"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(after.statusCode()).isEqualTo(200);
    }

    private static List<String> openRuns() {
        Map<String, RunManifest> newest = new TreeMap<>();
        tap.readAll(Topic.RUNS, RunManifest.class).forEach(manifest -> newest.put(manifest.getRun(), manifest));
        return newest.values().stream()
                .filter(manifest -> manifest.getItems() == null)
                .map(RunManifest::getRun)
                .toList();
    }

    private static ServiceStatus ingest() {
        return stack.services().stream()
                .filter(service -> service.name().equals("ingest"))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode curl(String address, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(CURL.toString(), "-sS", "--retry", "5", "--fail-with-body"));
        command.addAll(List.of(options));
        command.add(address);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(answer).isZero();
        return JSON.readTree(answer);
    }

    private static ObjectNode manifest(String run, String task) {
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("run", run).put("task", task).put("items", QUESTIONS);
        manifest.putArray("models").add("emoji-vlm-finetuned");
        return manifest;
    }

    /** A line of the dataset as a question with two right answers. */
    private static String named(String line) {
        JsonNode emoji = Emoji.json(line);
        ObjectNode question = JSON.createObjectNode().put("run", "docs");
        question.set("image", emoji.get("image"));
        question.put("question", "What type of object is in this photo?");
        question.putArray("answers")
                .add(emoji.get("label").asText())
                .add("The photo features a " + emoji.get("label").asText());
        return question.toString();
    }

    private static String ofRun(String run, String line) {
        return ((ObjectNode) Emoji.json(line)).put("run", run).toString();
    }

    private static void send(Wiretap tap, String json) {
        tap.sendPlain(Topic.ITEMS, json.getBytes(StandardCharsets.UTF_8));
    }

    private static String manifest() {
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("run", "plain").put("task", "zero-shot").put("dataset", "emoji");
        manifest.putArray("models").add("emoji-clip").add("emoji-classifier");
        var classes = manifest.putArray("classes");
        Emoji.classes().forEach(classes::add);
        return manifest.toString();
    }
}
