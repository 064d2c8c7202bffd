package dev.vlmstream.inference.remote.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every recorded reply means what expected.jsonl says. Those of llama.cpp, Ollama and LiteLLM are recorded, the others written by hand
 * after the public documentation.
 */
class RecordedRepliesTest {
    private static final Path RECORDINGS = Path.of("src/test/resources/api");
    private static final ObjectMapper JSON = new ObjectMapper();

    record Expected(String file, JsonNode line) {
        @Override
        public String toString() {
            return file;
        }
    }

    static List<Expected> expected() throws IOException {
        return Files.readAllLines(RECORDINGS.resolve("expected.jsonl")).stream()
                .map(RecordedRepliesTest::tree)
                .map(line -> new Expected(line.get("file").asText(), line))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("expected")
    void aRecordedReplyMeansWhatIsExpected(Expected expected) throws IOException {
        Api api = Api.of(expected.file().split("/")[0]).orElseThrow();
        ReplyOutcome outcome = HttpReplyReader.of(api.format(), reply(RECORDINGS.resolve(expected.file())));
        JsonNode line = expected.line();
        switch (line.get("outcome").asText()) {
            case "text" -> assertThat(outcome).isEqualTo(text(line));
            case "refused" -> {
                assertThat(outcome).isInstanceOf(ReplyOutcome.Refusal.class);
                assertThat(((ReplyOutcome.Refusal) outcome).text())
                        .isEqualTo(line.get("text").textValue());
            }
            case "retry" -> {
                assertThat(outcome).isInstanceOf(ReplyOutcome.Retry.class);
                assertThat(((ReplyOutcome.Retry) outcome).after()).isEqualTo(after(line));
            }
            case "away" -> {
                assertThat(outcome).isInstanceOf(ReplyOutcome.Unavailable.class);
                assertThat(((ReplyOutcome.Unavailable) outcome).after()).isEqualTo(after(line));
            }
            case "failed" -> {
                assertThat(outcome).isInstanceOf(ReplyOutcome.Failure.class);
                assertThat(line.get("retryable").asBoolean()).isFalse();
                assertThat(((ReplyOutcome.Failure) outcome).stopsModel())
                        .isEqualTo(line.path("stops_model").asBoolean(false));
            }
            default -> throw new AssertionError("unknown outcome in " + line);
        }
    }

    @ParameterizedTest
    @MethodSource("expected")
    void aByteOrderMarkChangesNothing(Expected expected) throws IOException {
        ReplyFormat format = Api.of(expected.file().split("/")[0]).orElseThrow().format();
        HttpReply plain = reply(RECORDINGS.resolve(expected.file()));
        HttpReply marked = new HttpReply(plain.status(), plain.headers(), '\uFEFF' + plain.body(), plain.receivedAt());
        assertThat(HttpReplyReader.of(format, marked)).isEqualTo(HttpReplyReader.of(format, plain));
    }

    @Test
    void everyRecordingIsExpectedToMeanSomething() throws IOException {
        try (var files = Files.walk(RECORDINGS)) {
            assertThat(files.filter(file -> file.toString().endsWith(".json"))
                            .map(file -> RECORDINGS.relativize(file).toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            expected().stream().map(Expected::file).toList());
        }
    }

    /** OpenRouter sends an object, some gateways only its words. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"error\": {\"message\": \"overloaded\", \"code\": 502}}", "{\"error\": \"overloaded\"}"})
    void anErrorThatCallsItselfASuccessIsAskedAgain(String body) {
        HttpReply reply = new HttpReply(200, Map.of(), body, Instant.EPOCH);
        assertThat(HttpReplyReader.of(Api.OPENAI.format(), reply))
                .isEqualTo(new ReplyOutcome.Retry(null, "HTTP 200 with an error: overloaded", false));
    }

    /** As servers write it that do not tell it apart; the opening tag may have been the prompt's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<think>\nIs it a dog? No.\n</think>\n\na red panda",
                "Is it a dog? No.\n</think>\n\na red panda",
                "<think></think>a red panda",
                "a red panda"
            })
    void reasoningIsNoAnswer(String content) {
        assertThat(HttpReplyReader.of(Api.OPENAI.format(), completion(content, "stop")))
                .isEqualTo(new ReplyOutcome.Text("a red panda", false, Usage.NONE));
    }

    @Test
    void anAnswerThatHadNoRoomAfterTheReasoningSaysSo() {
        assertThat(HttpReplyReader.of(Api.OPENAI.format(), completion("<think>\nIs it a dog?", "length")))
                .isInstanceOfSatisfying(
                        ReplyOutcome.Failure.class,
                        failure -> assertThat(failure.reason())
                                .isEqualTo(
                                        "the answer is empty (finish_reason length): the token limit was reached before it"
                                                + " began, as happens to models that reason first; raise max_new_tokens"));
    }

    private static HttpReply completion(String content, String finish) {
        ObjectNode reply = JSON.createObjectNode();
        ObjectNode choice = reply.putArray("choices").addObject().put("finish_reason", finish);
        choice.putObject("message").put("content", content);
        return new HttpReply(200, Map.of(), reply.toString(), Instant.EPOCH);
    }

    private static ReplyOutcome text(JsonNode line) {
        Usage usage = new Usage(
                line.at("/usage/input_tokens").asInt(),
                line.at("/usage/output_tokens").asInt());
        return new ReplyOutcome.Text(
                line.get("text").asText(), line.get("truncated").asBoolean(), usage);
    }

    private static Duration after(JsonNode line) {
        JsonNode seconds = line.get("after_s");
        return seconds.isNull() ? null : Duration.ofNanos(Math.round(seconds.asDouble() * 1e9));
    }

    private static HttpReply reply(Path file) throws IOException {
        JsonNode recorded = tree(Files.readString(file));
        Map<String, String> headers = new HashMap<>();
        recorded.get("headers")
                .fields()
                .forEachRemaining(e -> headers.put(e.getKey(), e.getValue().asText()));
        String body = recorded.has("body_text")
                ? recorded.get("body_text").asText()
                : recorded.get("body").toString();
        return new HttpReply(recorded.get("status").asInt(), headers, body, Instant.EPOCH);
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException(json, e);
        }
    }
}
