package dev.vlmstream.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ItemIds;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /api/runs/RUN/datasets} of a real service with a real broker, and a web server that is not always as it should be. */
class DatasetsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FILES = Path.of("..", "libs/datasets/src/test/resources/datasets");

    @TempDir
    static Path data;

    private static IngestStack ingest;
    private static HttpServer web;
    private static byte[] tsv;
    private static final Slow SLOW = new Slow(new AtomicInteger(), new CountDownLatch(1));
    private static final Slow ORPHANED = new Slow(new AtomicInteger(), new CountDownLatch(1));

    /** Requests for a file that is served slowly, and whether it may end. */
    private record Slow(AtomicInteger asked, CountDownLatch goOn) {}

    @BeforeAll
    static void start() throws Exception {
        tsv = Files.readAllBytes(FILES.resolve("emoji.tsv"));
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        web.createContext("/", DatasetsIT::serve);
        web.start();
        ingest = IngestStack.start(
                data.resolve("stack"),
                Map.of(
                        "vlmstream.images.store",
                        data.resolve("images").toString(),
                        "vlmstream.datasets.directory",
                        data.resolve("fetched").toString(),
                        "vlmstream.datasets.hosts",
                        "127.0.0.1,127.0.0.1:" + web.getAddress().getPort(),
                        "vlmstream.datasets.buckets",
                        "sets",
                        "vlmstream.datasets.private-addresses",
                        "true",
                        "vlmstream.datasets.lease",
                        "15s"),
                2);
        ingest.announceTheModel();
    }

    @AfterAll
    static void stop() {
        SLOW.goOn().countDown();
        ORPHANED.goOn().countDown();
        ingest.close();
        web.stop(0);
    }

    private static void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            switch (path) {
                case "/emoji.tsv" -> send(exchange, tsv);
                case "/elsewhere.tsv" ->
                    redirect(exchange, "http://localhost:" + web.getAddress().getPort() + "/emoji.tsv");
                case "/metadata.tsv" -> redirect(exchange, "http://169.254.169.254/latest/meta-data");
                case "/round.tsv" -> redirect(exchange, address("/round.tsv"));
                case "/lying.tsv" -> {
                    exchange.sendResponseHeaders(200, 10L * tsv.length);
                    exchange.getResponseBody().write(tsv);
                }
                case "/broken.tsv" -> send(exchange, ("image\tlabel\n/9j/" + "A".repeat(200) + "#\tant\n").getBytes());
                case "/here.jsonl" ->
                    send(
                            exchange,
                            ("{\"image\": \"" + FILES.toAbsolutePath().normalize()
                                            + "/emoji/drum/noto.jpg\", \"label\": \"drum\"}\n")
                                    .getBytes());
                case "/out.tar" -> send(exchange, out());
                case "/huge.tar" -> send(exchange, tar("huge.jpg", 10L << 30, new byte[512]));
                case "/schema.parquet" ->
                    send(exchange, Files.readAllBytes(FILES.resolve("parquet/valid-00000-of-00002.parquet")));
                case "/cut.parquet" ->
                    send(exchange, Arrays.copyOf(Files.readAllBytes(FILES.resolve("tiny.parquet")), 200));
                case "/slow.tsv" -> slowly(exchange, SLOW);
                case "/orphaned.tsv" -> slowly(exchange, ORPHANED);
                default -> exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private static void send(HttpExchange exchange, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().add("ETag", "\"1\"");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().add("Location", location);
        exchange.sendResponseHeaders(302, -1);
    }

    /** Half of it, and the rest when the test says so; continues where it is asked to. */
    private static void slowly(HttpExchange exchange, Slow file) throws IOException {
        file.asked().incrementAndGet();
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        exchange.getResponseHeaders().add("ETag", "\"1\"");
        if (from > 0) {
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (tsv.length - 1) + "/" + tsv.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, tsv.length - from);
        OutputStream body = exchange.getResponseBody();
        int half = Math.max(from, tsv.length / 2);
        body.write(tsv, from, half - from);
        body.flush();
        try {
            file.goOn().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        body.write(tsv, half, tsv.length - half);
    }

    /** A good image under a name that leads elsewhere. */
    private static byte[] out() throws IOException {
        byte[] image = Files.readAllBytes(FILES.resolve("emoji/drum/noto.jpg"));
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        tar.writeBytes(tar("../../../evil.jpg", image.length, image));
        tar.writeBytes(tar("../../../evil.cls", 4, "drum".getBytes()));
        tar.writeBytes(new byte[1024]);
        return tar.toByteArray();
    }

    /** One member, as a header says that it is. */
    private static byte[] tar(String name, long size, byte[] content) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 124, String.format("%011o\0", size));
        put(header, 148, "        ");
        header[156] = '0';
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        byte[] tar = new byte[512 + (content.length + 511) / 512 * 512];
        System.arraycopy(header, 0, tar, 0, 512);
        System.arraycopy(content, 0, tar, 512, content.length);
        return tar;
    }

    private static void put(byte[] header, int at, String text) {
        System.arraycopy(text.getBytes(), 0, header, at, text.length());
    }

    private static String address(String path) {
        return "http://127.0.0.1:" + web.getAddress().getPort() + path;
    }

    private static HttpResponse<String> ask(String run, String json) throws Exception {
        return ask("ingest", run, json);
    }

    private static HttpResponse<String> ask(String replica, String run, String json) throws Exception {
        return IngestStack.send(ingest.to(replica, "/api/runs/" + run + "/datasets")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    private static JsonNode begin(String run, String json) throws Exception {
        HttpResponse<String> response = ask(run, json);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        return JSON.readTree(response.body());
    }

    private static JsonNode now(JsonNode load) throws Exception {
        return JSON.readTree(
                IngestStack.send(ingest.to("/api/runs/" + load.get("run").asText() + "/datasets/"
                                + load.get("load").asText()))
                        .body());
    }

    private static JsonNode awaitEnd(JsonNode load) throws Exception {
        Set<String> ends = Set.of("done", "failed", "cancelled");
        await().atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> ends.contains(now(load).path("state").asText()));
        return now(load);
    }

    private static Set<String> items(String run) {
        return ingest.records(Topic.ITEMS).stream()
                .filter(record -> new String(record.key()).startsWith(run + "/"))
                .map(record -> Wire.of(Item.class).decode(record.value()).getItemId())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> ids() throws Exception {
        return Datasets.read(FILES.resolve("emoji.tsv"), ReadOptions.ALL).items().stream()
                .map(DatasetItem::itemId)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void aDatasetIsReadAndItsItemsHaveTheIdsThatPushGivesThem() throws Exception {
        ingest.open("web");
        JsonNode load = begin("web", "{'dataset': '" + address("/emoji.tsv?signature=secret") + "', 'close': true}");
        JsonNode end = awaitEnd(load);
        assertThat(end.get("state").asText()).as(end.toString()).isEqualTo("done");
        assertThat(end.toString()).doesNotContain("secret");
        assertThat(end.get("accepted").asInt()).isEqualTo(20);
        assertThat(end.get("items").asInt()).isEqualTo(20);
        assertThat(end.get("fetchedBytes").asLong()).isEqualTo(tsv.length);
        Set<String> ids = ids();
        assertThat(items("web")).isEqualTo(ids);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ingest.records(Topic.RUNS).stream()
                        .map(record -> Wire.of(RunManifest.class).decode(record.value()))
                        .anyMatch(run -> run.getRun().equals("web")
                                && Long.valueOf(20).equals(run.getItems())
                                && ItemIds.digest(ids).equals(run.getItemsDigest())));
        assertThat(data.resolve("fetched/web/" + load.get("load").asText())).doesNotExist();
        // The same again is the same load, if the run is open for it.
        assertThat(ask("web", "{'dataset': '" + address("/emoji.tsv") + "'}").statusCode())
                .isEqualTo(409);
        JsonNode all = JSON.readTree(
                IngestStack.send(ingest.to("/api/runs/web/datasets")).body());
        assertThat(all).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /elsewhere.tsv  | redirects to http://localhost
            /metadata.tsv   | redirects to http://169.254.169.254, which is not followed
            /round.tsv      | more than 5 redirects
            /lying.tsv      | the connection ended at byte
            /nothing.tsv    | the server answers with HTTP status 404: there is no such file
            /broken.tsv     | line 2: the image is not base64: Illegal base64 character 23
            /here.jsonl     | image file not found
            /huge.tar       | member 'huge.jpg' says it has 10737418240 bytes
            /schema.parquet | column 'fine_label' holds no images but
            /cut.parquet    | cannot be read as Parquet
            """)
    void whatCannotBeReadIsToldUnderTheRun(String path, String why) throws Exception {
        String run = path.substring(1);
        ingest.open(run);
        JsonNode end = awaitEnd(begin(
                run,
                "{'dataset': '" + address(path) + "', 'skip_bad': 0"
                        + (path.equals("/schema.parquet") ? ", 'map': {'image': 'fine_label'}}" : "}")));
        assertThat(end.get("state").asText()).as(end.toString()).isEqualTo("failed");
        assertThat(end.get("error").asText() + end.get("told")).contains(why).doesNotContain(data.toString());
        assertThat(items(run)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://localhost/x.tsv                        | vlmstream.datasets.hosts: [127.0.0.1
            http://127.0.0.1:22/x.tsv                     | may not be read on port 22 (vlmstream.datasets.hosts
            http://127.0.0.1.example.org/x.tsv            | vlmstream.datasets.hosts
            http://user:secret@127.0.0.1/x.tsv            | without a password
            file:///etc/passwd                            | datasets are read from
            /etc/passwd                                   | is no address
            s3://others/x                                 | vlmstream.datasets.buckets: [sets]
            hf://datasets/a/b                             | vlmstream.datasets.hub
            """)
    void whatMayNotBeFetchedIsRefusedAtOnce(String address, String why) throws Exception {
        ingest.open("refused");
        HttpResponse<String> response = ask("refused", "{'dataset': '" + address + "'}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(IngestStack.error(response)).contains(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{'dataset': 7}",
                "{'dataset': 'http://127.0.0.1/x', 'limit': 0}",
                "{'dataset': 'http://127.0.0.1/x', 'skip_bad': -1}",
                "{'dataset': 'http://127.0.0.1/x', 'label': 'a'}",
                "{'dataset': 'http://127.0.0.1/{0..9}/x'}",
                "{'dataset': 'http://127.0.0.1/a b'}",
                "{'dataset': 'http://127.0.0.1/x', 'map': [1]}"
            })
    void whatIsNoRequestIsRefused(String json) throws Exception {
        ingest.open("wrong");
        HttpResponse<String> response = ask("wrong", json);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(IngestStack.error(response)).isNotBlank();
    }

    @Test
    void thereMustBeARunAndALoad() throws Exception {
        assertThat(ask("none", "{'dataset': '" + address("/emoji.tsv") + "'}").statusCode())
                .isEqualTo(404);
        assertThat(IngestStack.send(ingest.to("/api/runs/none/datasets/none")).statusCode())
                .isEqualTo(404);
        assertThat(IngestStack.send(ingest.to("/api/runs/none/datasets/none").DELETE())
                        .statusCode())
                .isEqualTo(404);
    }

    /** It was killed in the middle of the file; what came of that is not fetched again. */
    @Test
    void aKilledServiceGoesOnAndACancelledLoadDoesNot() throws Exception {
        ingest.open("killed");
        ingest.open("cancelled");
        JsonNode load = begin("killed", "{'dataset': '" + address("/slow.tsv") + "'}");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> now(load).path("fetchedBytes").asLong() > 0);
        JsonNode waiting = begin("cancelled", "{'dataset': '" + address("/emoji.tsv") + "'}");
        HttpResponse<String> cancelled = IngestStack.send(
                ingest.to("/api/runs/cancelled/datasets/" + waiting.get("load").asText())
                        .DELETE());
        assertThat(cancelled.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(cancelled.body()).get("state").asText()).isEqualTo("cancelled");
        int asked = SLOW.asked().get();
        ingest.processes().kill("ingest");
        await().atMost(Duration.ofSeconds(90)).until(() -> SLOW.asked().get() > asked);
        SLOW.goOn().countDown();
        JsonNode end = awaitEnd(load);
        assertThat(end.get("state").asText()).as(end.toString()).isEqualTo("done");
        assertThat(items("killed")).isEqualTo(ids());
        assertThat(awaitEnd(waiting).get("state").asText()).isEqualTo("cancelled");
        assertThat(items("cancelled")).isEmpty();
        // Asked for again, it is read after all.
        JsonNode again = awaitEnd(begin("cancelled", "{'dataset': '" + address("/emoji.tsv") + "', 'limit': null}"));
        assertThat(again.get("state").asText()).as(again.toString()).isEqualTo("done");
        assertThat(List.copyOf(items("cancelled"))).hasSize(20);
    }

    /** The one that was at it is killed and does not come back: after the lease the other one has it. */
    @Test
    void anotherReplicaGoesOnWithWhatAKilledOneHadBegun() throws Exception {
        ingest.open("orphaned");
        HttpResponse<String> response = ask("ingest-1", "orphaned", "{'dataset': '" + address("/orphaned.tsv") + "'}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        JsonNode load = JSON.readTree(response.body());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> now(load).path("fetchedBytes").asLong() > 0);
        String first = now(load).get("replica").asText();
        int asked = ORPHANED.asked().get();
        ingest.processes().kill("ingest-1");
        ingest.processes().stop("ingest-1");
        await().atMost(Duration.ofSeconds(90)).until(() -> ORPHANED.asked().get() > asked);
        ORPHANED.goOn().countDown();
        JsonNode end = awaitEnd(load);
        assertThat(end.get("state").asText()).as(end.toString()).isEqualTo("done");
        assertThat(end.get("replica").asText()).isNotEqualTo(first);
        assertThat(items("orphaned")).isEqualTo(ids());
        ingest.processes().restart("ingest-1");
    }
}
