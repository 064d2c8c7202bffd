package dev.vlmstream.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.ingest.Samples;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /api/runs/RUN/items} and {@code …/close} of a real service with a real broker and an image store. */
class ItemsOverHttpIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINE_BYTES = 200_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    static Path data;

    private static IngestStack ingest;

    @BeforeAll
    static void start() throws Exception {
        ingest = IngestStack.start(
                data.resolve("stack"),
                Map.of(
                        "vlmstream.images.store", data.resolve("images").toString(),
                        "vlmstream.images.max-bytes", "2000000",
                        "vlmstream.items.line-bytes", String.valueOf(LINE_BYTES),
                        "vlmstream.items.body-bytes", "3000000",
                        "vlmstream.items.streams", "2"));
        ingest.announceTheModel();
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    private static JsonNode taken(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        return JSON.readTree(response.body());
    }

    private static String lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"id\": \"i" + i + "\", \"text\": \"Which one is " + i + "?\", \"label\": \"cat\"}\n")
                .collect(Collectors.joining());
    }

    @Test
    void tenThousandLinesAreTenThousandQuestions() throws Exception {
        ingest.open("many");
        JsonNode taken = taken(ingest.postItems("many", lines(0, 10_000)));
        assertThat(taken.path("run").asText()).isEqualTo("many");
        assertThat(taken.path("accepted").asInt()).isEqualTo(10_000);
        assertThat(taken.path("refusedCount").asInt()).isZero();
        assertThat(taken.path("refused")).isEmpty();
        ConsumerRecord<byte[], byte[]> record = items("many").get(0);
        Item item = Wire.of(Item.class).decode(record.value());
        assertThat(new String(record.key(), UTF_8)).isEqualTo("many/" + item.getItemId());
        assertThat(new String(record.headers().lastHeader(EventHeaders.ITEM).value(), UTF_8))
                .isEqualTo(item.getItemId());
        assertThat(items("many")).hasSize(10_000);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(questions("many")).hasSize(10_000));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
            zipped.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static HttpResponse<String> postEncoded(String encoding, byte[]... parts) throws Exception {
        return IngestStack.send(ingest.toItems(
                        "zipped", "application/x-ndjson", HttpRequest.BodyPublishers.ofByteArrays(List.of(parts)))
                .header("Content-Encoding", encoding));
    }

    /** Of several members, as {@code cat a.gz b.gz} and some loggers write it. */
    @Test
    void linesMayBeZipped() throws Exception {
        ingest.open("zipped");
        JsonNode taken = taken(postEncoded("gzip", gzip(lines(0, 10)), gzip(lines(10, 5000))));
        assertThat(taken.path("accepted").asInt()).isEqualTo(5000);
        assertThat(items("zipped")).hasSize(5000);
        assertThat(postEncoded("gzip", lines(0, 3).getBytes(UTF_8)))
                .returns(400, HttpResponse::statusCode)
                .returns(true, response -> response.body().contains("not the gzip that Content-Encoding promises"));
        byte[] zipped = gzip(lines(0, 5000));
        assertThat(postEncoded("gzip", Arrays.copyOf(zipped, zipped.length / 2)).statusCode())
                .isEqualTo(408);
        assertThat(postEncoded("gzip", gzip("{}\n".repeat(1_100_000))).statusCode())
                .as("more than body-bytes once unzipped")
                .isEqualTo(413);
        assertThat(postEncoded("br", lines(0, 3).getBytes(UTF_8)))
                .returns(415, HttpResponse::statusCode)
                .returns(List.of("gzip"), response -> response.headers().allValues("Accept-Encoding"));
    }

    @Test
    void whatCannotBeAskedIsToldByLineAndIsNoDeadLetter() throws Exception {
        ingest.open("wrong");
        String body = String.join(
                "\r\n",
                "{\"id\": \"first\", \"text\": \"What is it?\", \"label\": \"cat\"}",
                "",
                "no JSON",
                "{\"label\": \"cat\"}",
                "{\"run\": \"other\", \"text\": \"What is it?\", \"label\": \"cat\"}",
                IngestStack.manifest("another").replace('\'', '"'),
                "{\"run\": \"wrong\", \"close\": true, \"items\": 3}",
                "{\"image_bytes\": \"bm8gaW1hZ2U=\", \"label\": \"cat\"}",
                "{\"image\": \"../../etc/passwd\", \"label\": \"cat\"}",
                "{\"image_sha256\": \"" + "0".repeat(64) + "\", \"label\": \"cat\"}",
                "{\"text\": \"" + "x".repeat(LINE_BYTES) + "\", \"label\": \"cat\"}",
                "{\"id\": \"last\", \"text\": \"What is it?\", \"label\": \"cat\"}");
        JsonNode taken = taken(ingest.postItems("wrong", body));
        assertThat(taken.path("accepted").asInt()).isEqualTo(2);
        assertThat(taken.path("refusedCount").asInt()).isEqualTo(9);
        List<String> told = new ArrayList<>();
        taken.path("refused")
                .forEach(one -> told.add(
                        one.path("line").asInt() + ": " + one.path("error").asText()));
        assertThat(told).hasSize(9);
        assertThat(told.get(0)).startsWith("3: neither an Avro item nor a JSON object");
        assertThat(told.get(1)).startsWith("4: missing 'image'");
        assertThat(told.get(2)).startsWith("5: names the run \"other\"");
        assertThat(told.get(3)).startsWith("6: this is a run's manifest");
        assertThat(told.get(4)).startsWith("7: this closes a run");
        assertThat(told.get(5)).startsWith("8: ").contains("not an image");
        assertThat(told.get(6)).startsWith("9: ").contains("no such file below the directories");
        assertThat(told.get(7)).startsWith("10: ").contains("is not in the image store");
        assertThat(told.get(8)).startsWith("11: longer than the 200000 bytes");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(questions("wrong"))
                        .extracting(Question::getItemId)
                        .containsExactlyInAnyOrder("first", "last"));
        assertThat(events(Topic.DEAD_LETTERS, DeadLetter.class))
                .filteredOn(letter -> "wrong".equals(letter.getRun()))
                .isEmpty();
    }

    @Test
    void aHundredRefusedLinesAreTold() throws Exception {
        ingest.open("awful");
        JsonNode taken = taken(ingest.postItems("awful", "{}\n".repeat(250) + lines(0, 1)));
        assertThat(taken.path("accepted").asInt()).isOne();
        assertThat(taken.path("refusedCount").asInt()).isEqualTo(250);
        assertThat(taken.path("refused")).hasSize(100);
        assertThat(taken.at("/refused/99/line").asInt()).isEqualTo(100);
    }

    @Test
    void anImageIsKeptOnceHoweverItComes() throws Exception {
        ingest.open("photos");
        byte[] photo = Samples.noise(40);
        String digest = Digest.of(photo);
        String inline = "{\"id\": \"inline\", \"image\": \"a.png\", \"label\": \"cat\", \"image_bytes\": \""
                + Base64.getEncoder().encodeToString(photo) + "\"}\n";
        assertThat(taken(ingest.postItems("photos", inline)).path("accepted").asInt())
                .isOne();
        String kept =
                "{\"id\": \"kept\", \"image\": \"a.png\", \"label\": \"cat\", \"image_sha256\": \"" + digest + "\"}";
        assertThat(taken(ingest.postItems("photos", kept)).path("accepted").asInt())
                .isOne();
        HttpResponse<String> form = IngestStack.send(form("photos", "{\"id\": \"form\", \"label\": \"cat\"}", photo));
        assertThat(taken(form).path("accepted").asInt()).isOne();
        assertThat(items("photos"))
                .hasSize(3)
                .allSatisfy(record -> assertThat(record.value()).hasSizeLessThan(300))
                .extracting(record -> Wire.of(Item.class).decode(record.value()).getImage())
                .allSatisfy(image -> {
                    assertThat(image.getName()).isEqualTo("a.png");
                    assertThat(image.getSha256()).isEqualTo(digest);
                    assertThat(image.getSize()).isEqualTo(photo.length);
                    assertThat(image.getMediaType()).isEqualTo("image/png");
                    assertThat(image.getBytes()).isNull();
                });
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(questions("photos"))
                        .extracting(Question::getItemId)
                        .containsExactlyInAnyOrder("inline", "kept", "form"));
    }

    private static HttpRequest.Builder form(String run, String item, byte[] image) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(("--edge\r\nContent-Disposition: form-data; name=\"item\"\r\n\r\n" + item + "\r\n").getBytes(UTF_8));
        body.write(("--edge\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n"
                        + "Content-Type: image/png\r\n\r\n")
                .getBytes(UTF_8));
        body.write(image);
        body.write("\r\n--edge--\r\n".getBytes(UTF_8));
        return ingest.to("/api/runs/" + run + "/items")
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
    }

    @Test
    void aFormIsRefusedInWords() throws Exception {
        ingest.open("forms");
        byte[] photo = Samples.noise(4);
        assertRefused(form("forms", "no JSON", photo), 400, "neither an Avro item nor a JSON object");
        assertRefused(form("forms", "{}", photo), 400, "missing 'label'");
        assertRefused(form("forms", "{\"label\": \"cat\"}", "<html>".getBytes(UTF_8)), 400, "HTML, not an image");
        assertRefused(form("none", "{\"label\": \"cat\"}", photo), 404, "unknown run \"none\"");
        assertRefused(form("forms", "{\"label\": \"cat\"}", new byte[2_000_001]), 413, "2000000 bytes");
        assertRefused(form("forms", "{\"label\": \"cat\"}", new byte[9_000_000]), 413, "bytes that are read");
        assertRefused(
                form("forms", "{\"label\": \"cat\"}", photo).header("Origin", "http://elsewhere.example"),
                403,
                "http://elsewhere.example");
        assertRefused(
                ingest.to("/api/runs/forms/items")
                        .header("Content-Type", "multipart/form-data; boundary=edge")
                        .POST(HttpRequest.BodyPublishers.ofString("--edge\r\nno header--edge--\r\n")),
                400,
                "the form cannot be read");
        assertRefused(
                ingest.to("/api/runs/forms/items")
                        .header("Content-Type", "multipart/form-data; boundary=edge")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "--edge\r\nContent-Disposition: form-data; name=\"item\"\r\n\r\nabc")),
                408,
                "the body was cut off");
        assertThat(ingest.raw("POST /api/runs/forms/items HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                        + "Content-Type: multipart/form-data; boundary=edge\r\n\r\n"))
                .isEqualTo(411);
        assertRefused(
                ingest.to("/api/runs/forms/items")
                        .header("Content-Type", "multipart/form-data; boundary=edge")
                        .POST(HttpRequest.BodyPublishers.ofString("--edge--\r\n")),
                400,
                "a form has two parts");
    }

    private static void assertRefused(HttpRequest.Builder request, int status, String words) throws Exception {
        HttpResponse<String> response = IngestStack.send(request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(IngestStack.error(response)).contains(words);
    }

    @Test
    void aClosedRunTakesNoMore() throws Exception {
        ingest.open("done");
        assertThat(taken(ingest.postItems("done", lines(0, 3))).path("accepted").asInt())
                .isEqualTo(3);
        assertThat(taken(close("done", "{\"items\": 3}")).path("items").asInt()).isEqualTo(3);
        await().atMost(PATIENCE)
                .until(() -> ingest.postItems("done", lines(0, 3)).statusCode() == 409);
        assertThat(IngestStack.error(ingest.postItems("done", lines(0, 3))))
                .isEqualTo("run \"done\" was closed with 3 items");
        assertThat(close("done", "{\"items\": 3}").statusCode()).isEqualTo(202);
        HttpResponse<String> other = close("done", "{\"items\": 4}");
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(IngestStack.error(other)).isEqualTo("run \"done\" was closed with 3 items, now 4 are said");
        assertThat(events(Topic.RUNS, RunManifest.class))
                .filteredOn(run -> run.getRun().equals("done") && run.getItems() != null)
                .singleElement()
                .satisfies(run -> assertThat(run.getItems()).isEqualTo(3));
    }

    private static HttpResponse<String> close(String run, String json) throws Exception {
        return IngestStack.send(ingest.to("/api/runs/" + run + "/close")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}", "[]", "3", "{\"items\": -1}", "{\"items\": \"3\"}", "{\"items\": 3, \"x\": 1}", "{"})
    void aRunIsClosedByTheNumberOfItsItemsAlone(String json) throws Exception {
        assertThat(close("none", json).statusCode()).isEqualTo(400);
    }

    @Test
    void whatIsNowhereOrTooMuchIsRefused() throws Exception {
        assertThat(IngestStack.error(ingest.postItems("none", lines(0, 1)))).startsWith("unknown run \"none\"");
        assertThat(close("none", "{\"items\": 1}").statusCode()).isEqualTo(404);
        assertThat(ingest.postItems("none", "text/plain", lines(0, 1)).statusCode())
                .isEqualTo(415);
        ingest.open("large");
        assertThat(ingest.postItems("large", "\n\n").statusCode()).isEqualTo(400);
        HttpResponse<String> large = ingest.postItems("large", lines(0, 60_000));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(IngestStack.error(large)).contains("vlmstream.items.body-bytes", "from line ");
    }

    /** Whoever keeps sending after the answer, or offers HTTP/2 with the first request, fills no memory. */
    @Test
    void aBodyThatNobodyWantsIsNotKept() throws Exception {
        byte[] piece = new byte[1 << 20];
        for (HttpClient.Version version : HttpClient.Version.values()) {
            HttpClient client = HttpClient.newBuilder().version(version).build();
            HttpRequest.Builder request = ingest.toItems(
                    "none",
                    "application/jsonl",
                    HttpRequest.BodyPublishers.ofByteArrays(Collections.nCopies(500, piece)));
            try {
                client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                // It was cut off, as it may be.
            }
        }
        assertThat(IngestStack.send(ingest.to("/q/openapi").GET()).statusCode()).isEqualTo(200);
        assertThat(ingest.processes().services()).allMatch(service -> service.restarts() == 0);
    }

    /** Lines come one after the other; each is a record before the next, and two such clients are all there may be. */
    @Test
    void whoDripsIsTakenAndHoldsNobodyUpForLong() throws Exception {
        ingest.open("drips");
        String head = "POST /api/runs/drips/items HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/jsonl\r\n";
        try (Socket first = ingest.connect();
                Socket second = ingest.connect()) {
            String body = lines(0, 2);
            int half = body.indexOf('\n') + 1;
            write(first, head + "Transfer-Encoding: chunked\r\n\r\n" + chunk(body.substring(0, half)));
            write(second, head + "Content-Length: 1000\r\n\r\n{\"id\": ");
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(items("drips")).hasSize(1));
            HttpResponse<String> third = ingest.postItems("drips", lines(2, 3));
            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(third.headers().firstValue("Retry-After")).isPresent();
            for (byte letter : body.substring(half).getBytes(UTF_8)) {
                write(first, chunk(String.valueOf((char) letter)));
                Thread.sleep(5);
            }
            write(first, "0\r\n\r\n");
            assertThat(IngestStack.statusLine(first)).startsWith("HTTP/1.1 202");
        }
        // The second has gone without an end.
        await().atMost(Duration.ofMinutes(1))
                .until(() -> ingest.postItems("drips", lines(2, 3)).statusCode() == 202);
        assertThat(items("drips")).hasSize(3);
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(UTF_8));
        out.flush();
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @Test
    void theInterfaceIsDescribed() throws Exception {
        JsonNode document = JSON.readTree(
                IngestStack.send(ingest.to("/q/openapi?format=json").GET()).body());
        JsonNode items = document.at("/paths/~1api~1runs~1{run}~1items/post");
        assertThat(items.at("/requestBody/content").properties())
                .extracting(Map.Entry::getKey)
                .contains("application/x-ndjson", "application/jsonl", "multipart/form-data");
        assertThat(items.path("responses").properties())
                .extracting(Map.Entry::getKey)
                .contains("202", "400", "404", "408", "409", "411", "413", "415", "429", "503");
        assertThat(document.at("/paths/~1api~1runs~1{run}~1close/post/responses")
                        .properties())
                .extracting(Map.Entry::getKey)
                .contains("202", "400", "404", "409", "413", "415", "503");
        assertThat(document.at("/components/schemas/ItemsTaken/properties").properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("run", "accepted", "refusedCount", "refused");
    }

    private static List<ConsumerRecord<byte[], byte[]>> items(String run) {
        return ingest.records(Topic.ITEMS).stream()
                .filter(record -> new String(record.key(), UTF_8).startsWith(run + "/"))
                .toList();
    }

    private static List<Question> questions(String run) {
        return events(Topic.QUESTIONS, Question.class).stream()
                .filter(question -> question.getRun().equals(run))
                .toList();
    }

    private static <T extends SpecificRecord> List<T> events(Topic topic, Class<T> type) {
        return ingest.records(topic).stream()
                .map(record -> Wire.of(type).decode(record.value()))
                .toList();
    }
}
