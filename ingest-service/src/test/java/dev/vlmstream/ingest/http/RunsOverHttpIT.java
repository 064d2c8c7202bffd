package dev.vlmstream.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /api/runs} of a real service with a real broker, under a topic prefix. */
class RunsOverHttpIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path data;

    private static IngestStack ingest;

    @BeforeAll
    static void start() {
        ingest = IngestStack.start(data, Map.of(), 2);
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @Test
    void aManifestIsARecordOfItemsAsItWasGivenWhenItIsAnswered() throws Exception {
        HttpResponse<String> response = ingest.post(IngestStack.manifest("sent"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        JsonNode understood = JSON.readTree(response.body());
        assertThat(understood.path("run").asText()).isEqualTo("sent");
        assertThat(understood.path("prompt").asText()).isEqualTo("What type of object is in this photo?");
        ConsumerRecord<byte[], byte[]> record = ingest.records(Topic.ITEMS).stream()
                .filter(one -> new String(one.key(), UTF_8).equals("sent"))
                .findFirst()
                .orElseThrow();
        assertThat(new String(record.value(), UTF_8))
                .isEqualTo(IngestStack.manifest("sent").replace('\'', '"'));
        assertThat(new String(record.headers().lastHeader(EventHeaders.RUN).value(), UTF_8))
                .isEqualTo("sent");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ingest.records(Topic.RUNS).stream()
                        .anyMatch(run -> new String(run.key(), UTF_8).equals("sent")));
    }

    @Test
    void theSameAgainChangesNothingAndAnotherOfItsIdIsRefused() throws Exception {
        String other = IngestStack.manifest("twice").replace("}", ", 'seed': 7}");
        assertThat(ingest.post(IngestStack.manifest("twice")).statusCode()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(30)).until(() -> ingest.post(other).statusCode() == 409);
        assertThat(IngestStack.error(ingest.post(other)))
                .contains("run \"twice\" exists with other settings: ", "seed", "choose another run id");
        assertThat(ingest.post(IngestStack.manifest("twice")).statusCode()).isEqualTo(202);
        assertThat(ingest.records(Topic.RUNS))
                .filteredOn(run -> new String(run.key(), UTF_8).equals("twice"))
                .hasSize(1);
    }

    /** Neither has heard of the other's when it takes its own. */
    @Test
    void ofTwoThatComeAtOnceToTwoReplicasOneIsTaken() throws Exception {
        for (int round = 0; round < 10; round++) {
            String run = "both-" + round;
            CompletableFuture<HttpResponse<String>> first = IngestStack.sendAsync(opening("ingest", run, 1));
            CompletableFuture<HttpResponse<String>> second = IngestStack.sendAsync(opening("ingest-1", run, 2));
            assertThat(List.of(first.get().statusCode(), second.get().statusCode()))
                    .as("%s, %s", first.get().body(), second.get().body())
                    .containsExactlyInAnyOrder(202, 409);
            HttpResponse<String> lost = first.get().statusCode() == 409 ? first.get() : second.get();
            assertThat(IngestStack.error(lost)).contains("exists with other settings: its seed is ");
            assertThat(ingest.records(Topic.RUNS))
                    .filteredOn(record -> new String(record.key(), UTF_8).equals(run))
                    .hasSize(1);
        }
    }

    private static HttpRequest.Builder opening(String replica, String run, int seed) {
        String manifest = IngestStack.manifest(run).replace("}", ", 'seed': " + seed + "}");
        return ingest.to(replica, "/api/runs")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(manifest.replace('\'', '"')));
    }

    @Test
    void aRunIsClosedWithItsItemsAndTheirDigest() throws Exception {
        String digest = "0f".repeat(32);
        ingest.open("closed");
        assertThat(close("{'items': 2.0, 'items_digest': '" + digest + "'}").statusCode())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ingest.records(Topic.RUNS).stream()
                        .map(record -> Wire.of(RunManifest.class).decode(record.value()))
                        .anyMatch(run -> run.getRun().equals("closed")
                                && Long.valueOf(2).equals(run.getItems())
                                && digest.equals(run.getItemsDigest())));
        String other = "{'items': 2, 'items_digest': '" + "00".repeat(32) + "'}";
        await().atMost(Duration.ofSeconds(30)).until(() -> close(other).statusCode() == 409);
        assertThat(IngestStack.error(close(other)))
                .contains("run \"closed\" has other items: their digest is " + digest);
        assertThat(close("{'items': 2}").statusCode()).isEqualTo(202);
        for (String wrong : List.of(
                "{'items': 2.5}",
                "{'items': -1}",
                "{'items': 2, 'more': 1}",
                "{'items': 2, 'items_digest': 'abc'}",
                "{}")) {
            assertThat(close(wrong).statusCode()).as(wrong).isEqualTo(400);
        }
    }

    private static HttpResponse<String> close(String json) throws Exception {
        return IngestStack.send(ingest.to("ingest", "/api/runs/closed/close")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    @Test
    void allThatIsWrongIsListedAtOnce() throws Exception {
        HttpResponse<String> response = ingest.post(
                "{'run': 'wrong', 'models': ['m'], 'task': 'open-word', 'seed': 1.5, 'chain_of_thougt': true}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(IngestStack.error(response).lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("is \"open-word\"; did you mean \"open-world\"?"))
                .anyMatch(line -> line.contains("\"seed\" must be a whole number, is 1.5"))
                .anyMatch(line -> line.contains("; did you mean \"chain-of-thought\"?"));
        assertThat(ingest.records(Topic.ITEMS)).noneMatch(record -> new String(record.key(), UTF_8).equals("wrong"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'run': 'x',\\n 'task': open} | no JSON: line 2, column ",
                "{'run': 'x', 'run': 'y'} | Duplicate field 'run'",
                "{'run': 'x'} {} | no JSON: line 1, column ",
                "[1] | not a JSON object, but of type ARRAY",
                "`` | not a JSON object, but empty",
                "{'task': 'open-world', 'models': ['m']} | \"run\" is missing: use 1 to 100 letters",
                "{'run': '../x', 'task': 'open-world', 'models': ['m']} | run id \"../x\"",
                "{'run': 'x', 'task': 'open-world', 'models': ['m'], 'close': true, 'label': 'a'} | unknown key \"close\"",
                "{'run': 'x', 'task': 'open-world'} | \"models\" is missing"
            })
    void whatIsNoManifestIsRefusedWithTheCure(String json, String message) throws Exception {
        HttpResponse<String> response = ingest.post(json.replace("\\n", "\n"));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(IngestStack.error(response)).startsWith("run manifest: ").contains(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "application/yaml", "multipart/form-data"})
    void anotherTypeIsRefused(String type) throws Exception {
        HttpResponse<String> response = IngestStack.send(ingest.to("/api/runs")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(IngestStack.manifest("x"))));
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(IngestStack.error(response)).contains("Content-Type: application/json");
    }

    /** A page elsewhere may send what has no type to anywhere. */
    @Test
    void aBodyWithoutATypeIsRefused() throws Exception {
        assertThat(ingest.raw("POST /api/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"))
                .isEqualTo(415);
    }

    @Test
    void whatIsTooLargeIsRefusedInWords() throws Exception {
        String large = IngestStack.manifest("large").replace("}", ", 'tags': {'a': '" + "x".repeat(4 << 20) + "'}}");
        HttpResponse<String> response = ingest.post(large);
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(IngestStack.error(response)).contains("4 MiB", "items");
        HttpResponse<String> chunked = IngestStack.send(ingest.to("/api/runs")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(
                        large.replace('\'', '"').getBytes(UTF_8)))));
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(IngestStack.error(chunked)).contains("4 MiB", "items");
    }

    @Test
    void anotherNameThatLeadsHereIsMisdirected() throws Exception {
        String rest = "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
        assertThat(ingest.raw("POST /api/runs HTTP/1.1\r\nHost: evil.example" + rest))
                .isEqualTo(421);
        assertThat(ingest.raw("POST /api/runs HTTP/1.1\r\nHost: localhost" + rest))
                .isEqualTo(400);
    }

    @Test
    void otherMethodsAndAddressesAreRefusedInWords() throws Exception {
        HttpResponse<String> response = IngestStack.send(ingest.to("/api/runs").GET());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(IngestStack.error(response)).contains("/q/openapi");
        assertThat(allowed("/api/runs", "GET")).isEqualTo("OPTIONS, POST");
        assertThat(allowed("/api/images/missing", "OPTIONS")).isEqualTo("OPTIONS, POST");
        assertThat(allowed("/api/images/missing", "PUT")).isEqualTo("OPTIONS, POST");
        assertThat(allowed("/api/images/" + "0".repeat(64), "GET")).isEqualTo("OPTIONS, PUT");
        assertThat(allowed("/api/runs/r/datasets", "OPTIONS")).isEqualTo("GET, HEAD, OPTIONS, POST");
        assertThat(allowed("/api/runs/r/datasets/1", "OPTIONS")).isEqualTo("DELETE, GET, HEAD, OPTIONS");
        assertThat(IngestStack.send(ingest.to("/none").GET()).statusCode()).isEqualTo(404);
    }

    private static String allowed(String path, String method) throws Exception {
        return IngestStack.send(ingest.to(path).method(method, HttpRequest.BodyPublishers.noBody()))
                .headers()
                .firstValue("Allow")
                .orElseThrow();
    }

    @Test
    void whatNamesAnImageOrADatasetIsDescribed() throws Exception {
        JsonNode document = JSON.readTree(
                IngestStack.send(ingest.to("/q/openapi?format=json").GET()).body());
        String digest = "^[0-9a-f]{64}$";
        assertThat(document.at("/components/schemas/Digests/items/pattern").asText())
                .isEqualTo(digest);
        assertThat(document.at("/paths/~1api~1images~1{digest}/put/parameters/0/schema/pattern")
                        .asText())
                .isEqualTo(digest);
        assertThat(document.at("/components/schemas/LoadRequest/properties/dataset/pattern")
                        .asText())
                .isEqualTo("\\S");
    }

    @Test
    void theInterfaceIsDescribedWithEverySetting() throws Exception {
        JsonNode document = JSON.readTree(
                IngestStack.send(ingest.to("/q/openapi?format=json").GET()).body());
        assertThat(document.at("/info/title").asText())
                .as("scoring's is another, as names of generated clients")
                .isEqualTo("VLM Stream Ingest");
        JsonNode post = document.at("/paths/~1api~1runs/post");
        assertThat(post.at("/requestBody/content/application~1json/schema/$ref").asText())
                .isEqualTo("#/components/schemas/RunSettings");
        assertThat(post.path("responses").properties())
                .extracting(Map.Entry::getKey)
                .contains("202", "400", "409", "413", "415", "503");
        JsonNode settings = document.at("/components/schemas/RunSettings/properties");
        RunSettings.all()
                .forEach(setting -> assertThat(settings.has(setting.key().replace('-', '_')))
                        .as(setting.key())
                        .isTrue());
        assertThat(document.findValuesAsText("$ref"))
                .allMatch(reference -> !document.at(reference.substring(1)).isMissingNode());
    }
}
