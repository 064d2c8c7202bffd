package dev.vlmstream.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.remote.RemoteLikelihood.Scored;
import dev.vlmstream.inference.remote.api.Api;
import dev.vlmstream.inference.remote.api.HttpReply;
import dev.vlmstream.inference.remote.api.HttpReplyReader;
import dev.vlmstream.inference.remote.api.ReplyOutcome;
import dev.vlmstream.inference.remote.stub.SharedRecords;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What vLLM 0.32.0 replied, recorded by {@code tools/goldens/vllm.py}: a server that says the same, and nothing else. */
class VllmRepliesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<JsonNode> LINES = new ArrayList<>();
    private static final List<String> NAMES =
            List.of("fox", "red apple", "red panda", "green apple", "jack-o-lantern", "piñata");

    @TempDir
    private Path directory;

    private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
    private Predicate<JsonNode> known = line -> true;
    private HttpServer server;

    @BeforeAll
    static void read() throws IOException {
        for (String line : Files.readAllLines(Path.of("src/test/resources/vllm/replies.jsonl"))) {
            LINES.add(JSON.readTree(line));
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::reply);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void reply(HttpExchange exchange) throws IOException {
        ObjectNode request =
                (ObjectNode) JSON.readTree(exchange.getRequestBody().readAllBytes());
        request.findParents("image_url").forEach(part -> ((ObjectNode) part.get("image_url")).put("url", "image"));
        asked.add(request);
        JsonNode line = LINES.stream()
                .filter(known)
                .filter(one ->
                        one.get("path").asText().equals(exchange.getRequestURI().getPath()))
                .filter(one -> one.get("request").equals(VllmRepliesTest::compare, request))
                .findFirst()
                .orElseGet(() -> JSON.createObjectNode()
                        .put("status", 404)
                        .set("reply", JSON.createObjectNode().put("detail", "Not Found")));
        byte[] body = line.get("reply").toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(line.get("status").asInt(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** 0 and 0.0 are the same number. */
    private static int compare(JsonNode one, JsonNode other) {
        boolean same = one.isNumber() && other.isNumber() ? one.asDouble() == other.asDouble() : one.equals(other);
        return same ? 0 : 1;
    }

    private Scored likelihoods() throws IOException {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        TestModel remote = TestModel.of(directory)
                .at(url)
                .with("base_url", url + "/v1")
                .with("model", "tiny-llava")
                .with("add_special_tokens", true)
                // As it was recorded; this model's chat template puts the image first anyway.
                .with("image_first", false)
                .with("class_likelihood", "vllm");
        byte[] image = Files.readAllBytes(Demo.data().resolve("images/000_grinning-face_fluent-emoji-flat.jpg"));
        RemoteQuestion question =
                new RemoteQuestion("run", null, "What is in the photo?", image, "grinning-face.jpg", null);
        // The key may go to where the server is.
        RemoteSettings settings = TestModel.of(directory).at(url).settings(new SharedRecords());
        try (RemoteModel model = remote.open(settings)) {
            return (Scored)
                    model.likelihoods(new LikelihoodQuestion(question, "The photo features a", NAMES), () -> {});
        }
    }

    private long requests(String feature) {
        return asked.stream().filter(request -> request.has(feature)).count();
    }

    private static void requireSame(ClassLikelihoods some, ClassLikelihoods others) {
        assertThat(some.tokens()).containsExactly(others.tokens());
        for (int i = 0; i < NAMES.size(); i++) {
            assertThat(some.logProbs()[i]).containsExactly(others.logProbs()[i], within(1e-4f));
        }
    }

    @Test
    void namesScoredBranchByBranchAreAsLikelyAsInWholePrompts() throws IOException {
        ClassLikelihoods byBranch = likelihoods().likelihoods();
        assertThat(requests("prompt_logprobs")).isZero();
        long branches = LINES.stream()
                .filter(line -> line.get("request").has("logprob_token_ids"))
                .count();
        assertThat(requests("logprob_token_ids")).isEqualTo(branches);
        assertThat(requests("return_token_strs")).isEqualTo(1 + NAMES.size());
        asked.clear();

        known = line -> line.get("request").has("prompt_logprobs");
        ClassLikelihoods whole = likelihoods().likelihoods();
        assertThat(requests("prompt_logprobs")).isEqualTo(1 + NAMES.size());
        requireSame(byBranch, whole);
    }

    /** A server without the path for tokens, an older one that ignores the parameter, and a branch whose text becomes other tokens. */
    @ParameterizedTest
    @ValueSource(strings = {"tokens", "ignored", "other tokens"})
    void whatTheServerDoesNotTellIsAskedInWholePrompts(String lack) throws IOException {
        ClassLikelihoods expected = likelihoods().likelihoods();
        asked.clear();
        List<JsonNode> lines = List.copyOf(LINES);
        try {
            LINES.replaceAll(line -> without(lack, line));
            known = line -> !lack.equals("tokens") || !line.get("path").asText().equals("/tokenize");
            requireSame(likelihoods().likelihoods(), expected);
        } finally {
            LINES.clear();
            LINES.addAll(lines);
        }
        Map<String, Integer> whole = Map.of("tokens", NAMES.size(), "ignored", NAMES.size(), "other tokens", 2);
        assertThat(requests("prompt_logprobs")).isEqualTo(1 + whole.get(lack));
    }

    private static JsonNode without(String lack, JsonNode line) {
        JsonNode changed = line.deepCopy();
        JsonNode request = line.get("request");
        if (lack.equals("ignored") && request.has("logprob_token_ids")) {
            ((ObjectNode) changed.at("/reply/choices/0/logprobs/content/0")).putArray("top_logprobs");
        }
        if (lack.equals("other tokens")
                && request.has("logprob_token_ids")
                && request.at("/messages/1/content").asText().endsWith(" red")) {
            ((ObjectNode) changed.get("reply")).withArray("prompt_token_ids").add(7);
        }
        return changed;
    }

    @Test
    void errorsMeanWhatTheyShould() {
        List<JsonNode> replies =
                LINES.stream().filter(line -> line.has("outcome")).toList();
        assertThat(replies).hasSizeGreaterThan(5);
        for (JsonNode line : replies) {
            ReplyOutcome outcome = HttpReplyReader.of(
                    Api.OPENAI.format(),
                    new HttpReply(
                            line.get("status").asInt(),
                            Map.of(),
                            line.get("reply").toString(),
                            Instant.now()));
            switch (line.get("outcome").asText()) {
                case "truncated" ->
                    assertThat(((ReplyOutcome.Text) outcome).truncated()).isTrue();
                case "failed" ->
                    assertThat(outcome).isInstanceOfSatisfying(ReplyOutcome.Failure.class, failure -> {
                        assertThat(failure.stopsModel()).isFalse();
                        assertThat(failure.reason())
                                .startsWith("HTTP 400: ")
                                .contains(
                                        line.at("/reply/error/message").asText().substring(0, 40));
                    });
                case "stopped" ->
                    assertThat(outcome)
                            .isInstanceOfSatisfying(
                                    ReplyOutcome.Failure.class,
                                    failure -> assertThat(failure.stopsModel()).isTrue());
                default -> throw new AssertionError(line);
            }
        }
    }
}
