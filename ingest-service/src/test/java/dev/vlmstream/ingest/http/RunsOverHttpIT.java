package dev.vlmstream.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.schemas.topics.Headers;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
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
        ingest = IngestStack.start(data, Map.of());
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    private static String manifest(String run) {
        return "{'run': '" + run + "', 'task': 'open-world', 'models': ['m']}";
    }

    private static String error(HttpResponse<String> response) throws IOException {
        assertThat(response.headers().firstValue("Content-Type").orElse("none")).startsWith("application/json");
        return JSON.readTree(response.body()).path("error").asText();
    }

    @Test
    void aManifestIsARecordOfItemsAsItWasGivenWhenItIsAnswered() throws Exception {
        HttpResponse<String> response = ingest.post(manifest("sent"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        JsonNode understood = JSON.readTree(response.body());
        assertThat(understood.path("run").asText()).isEqualTo("sent");
        assertThat(understood.path("prompt").asText()).isEqualTo("What type of object is in this photo?");
        ConsumerRecord<byte[], byte[]> record = records(Topic.ITEMS).stream()
                .filter(one -> new String(one.key(), UTF_8).equals("sent"))
                .findFirst()
                .orElseThrow();
        assertThat(new String(record.value(), UTF_8)).isEqualTo(manifest("sent").replace('\'', '"'));
        assertThat(new String(record.headers().lastHeader(Headers.RUN).value(), UTF_8))
                .isEqualTo("sent");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> records(Topic.RUNS).stream().anyMatch(run -> new String(run.key(), UTF_8).equals("sent")));
    }

    @Test
    void theSameAgainChangesNothingAndAnotherOfItsIdIsRefused() throws Exception {
        String other = manifest("twice").replace("}", ", 'seed': 7}");
        assertThat(ingest.post(manifest("twice")).statusCode()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(30)).until(() -> ingest.post(other).statusCode() == 409);
        assertThat(error(ingest.post(other)))
                .contains("run \"twice\" exists with other settings: ", "seed", "choose another run id");
        assertThat(ingest.post(manifest("twice")).statusCode()).isEqualTo(202);
        assertThat(records(Topic.RUNS))
                .filteredOn(run -> new String(run.key(), UTF_8).equals("twice"))
                .hasSize(1);
    }

    @Test
    void allThatIsWrongIsListedAtOnce() throws Exception {
        HttpResponse<String> response = ingest.post(
                "{'run': 'wrong', 'models': ['m'], 'task': 'open-word', 'seed': 1.5, 'chain_of_thougt': true}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response).lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("is \"open-word\"; did you mean \"open-world\"?"))
                .anyMatch(line -> line.contains("\"seed\" must be a whole number, is 1.5"))
                .anyMatch(line -> line.contains("; did you mean \"chain-of-thought\"?"));
        assertThat(records(Topic.ITEMS)).noneMatch(record -> new String(record.key(), UTF_8).equals("wrong"));
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
                "{'task': 'open-world', 'models': ['m']} | run id \"null\"",
                "{'run': '../x', 'task': 'open-world', 'models': ['m']} | run id \"../x\"",
                "{'run': 'x', 'task': 'open-world', 'models': ['m'], 'close': true, 'label': 'a'} | unknown key \"close\"",
                "{'run': 'x', 'task': 'open-world'} | \"models\" is missing"
            })
    void whatIsNoManifestIsRefusedWithTheCure(String json, String message) throws Exception {
        HttpResponse<String> response = ingest.post(json.replace("\\n", "\n"));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response)).startsWith("run manifest: ").contains(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "application/yaml", "multipart/form-data"})
    void anotherTypeIsRefused(String type) throws Exception {
        HttpResponse<String> response = IngestStack.send(ingest.to("/api/runs")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(manifest("x"))));
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(error(response)).contains("Content-Type: application/json");
    }

    /** A page elsewhere may send what has no type to anywhere. */
    @Test
    void aBodyWithoutATypeIsRefused() throws Exception {
        assertThat(ingest.raw("POST /api/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"))
                .isEqualTo(415);
    }

    @Test
    void whatIsTooLargeIsRefusedInWords() throws Exception {
        String large = manifest("large").replace("}", ", 'tags': {'a': '" + "x".repeat(4 << 20) + "'}}");
        HttpResponse<String> response = ingest.post(large);
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(error(response)).contains("4 MiB", "items");
        HttpResponse<String> chunked = IngestStack.send(ingest.to("/api/runs")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(
                        large.replace('\'', '"').getBytes(UTF_8)))));
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(error(chunked)).contains("4 MiB", "items");
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
        assertThat(error(response)).contains("/q/openapi");
        assertThat(IngestStack.send(ingest.to("/none").GET()).statusCode()).isEqualTo(404);
    }

    @Test
    void theInterfaceIsDescribedWithEverySetting() throws Exception {
        JsonNode document = JSON.readTree(
                IngestStack.send(ingest.to("/q/openapi?format=json").GET()).body());
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

    @Test
    void withoutABrokerItSaysWhenToComeAgainAndGoesOnWhenThereIsOne() throws Exception {
        assertThat(ingest.post(manifest("before")).statusCode()).isEqualTo(202);
        ingest.processes().stop("broker");
        long since = System.nanoTime();
        HttpResponse<String> response = ingest.post(manifest("during"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(15));
        assertThat(response.headers().firstValue("Retry-After")).contains("5");
        assertThat(error(response)).contains("Kafka did not confirm the manifest in time");
        ingest.processes().restart("broker");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ingest.post(manifest("during")).statusCode() == 202);
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        records(Topic.RUNS).stream().anyMatch(run -> new String(run.key(), UTF_8).equals("during")));
    }

    /** What is committed to a topic so far. */
    private static List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
        String name = ingest.processes().cluster().name(topic);
        assertThat(name).startsWith("team-a.");
        Map<String, Object> settings = ingest.processes().cluster().client(Map.of("isolation.level", "read_committed"));
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                    .map(partition -> new TopicPartition(name, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }
}
