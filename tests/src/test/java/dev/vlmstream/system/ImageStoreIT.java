package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A whole stack whose images lie in a bucket, of a server that is not Amazon's. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ImageStoreIT {
    static final String STORE = "s3://photos/vlmstream";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ITEMS = 60;
    private static final Path BLOBS = Path.of("target", "blobs").toAbsolutePath();
    private static final Path DATASETS = Home.DIRECTORY.resolve("libs/datasets/src/test/resources/datasets");
    /** As Amazon's client finds them in this process. */
    private static final Map<String, String> KEYS = Map.of("aws.accessKeyId", "user", "aws.secretAccessKey", "secret");

    private static BlobStoreContext context;
    private static S3Proxy server;
    private static StubHub hub;
    private static Map<String, String> environment;

    /** The environment of a stack that has its images there. */
    static Map<String, String> serve() throws Exception {
        Home.deleteTree(BLOBS);
        Files.createDirectories(BLOBS);
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", BLOBS.toString());
        context = ContextBuilder.newBuilder("filesystem")
                .credentials("user", "secret")
                .overrides(properties)
                .build(BlobStoreContext.class);
        BlobStore blobs = context.getBlobStore();
        blobs.createContainerInLocation(null, "photos");
        server = S3Proxy.builder()
                .blobStore(blobs)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "user", "secret")
                .build();
        server.start();
        await().atMost(Duration.ofMinutes(1)).until(() -> server.getState().equals("STARTED"));
        hub = new StubHub(Map.of(
                "datasets/org/tiny",
                Map.of(
                        "data/valid-00000-of-00002.parquet",
                        Files.readAllBytes(DATASETS.resolve("parquet/valid-00000-of-00002.parquet")),
                        "data/valid-00001-of-00002.parquet",
                        Files.readAllBytes(DATASETS.resolve("parquet/valid-00001-of-00002.parquet")))));
        environment = Map.of(
                "AWS_ACCESS_KEY_ID",
                "user",
                "AWS_SECRET_ACCESS_KEY",
                "secret",
                "VLMSTREAM_IMAGES_S3_ENDPOINT",
                "http://127.0.0.1:" + server.getPort(),
                "VLMSTREAM_DATASETS_BUCKETS",
                "sets",
                "VLMSTREAM_DATASETS_HUB",
                hub.address().toString(),
                "VLMSTREAM_DATASETS_PRIVATE_ADDRESSES",
                "true");
        KEYS.forEach(System::setProperty);
        return environment;
    }

    static void unserve() throws Exception {
        KEYS.keySet().forEach(System::clearProperty);
        hub.close();
        server.stop();
        context.close();
    }

    private static JsonNode push(String run, String... more) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                "push",
                Home.EMOJI.resolve("emoji.jsonl").toString(),
                "--split",
                "valid",
                "--limit",
                String.valueOf(ITEMS),
                "--run",
                run,
                "--wait",
                "--json"));
        line.addAll(List.of(more));
        return JSON.readTree(
                TwoOfEachIT.command(line.toArray(String[]::new)).done().out());
    }

    private static long objects() throws IOException {
        try (Stream<Path> files = Files.walk(BLOBS)) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    @Order(1)
    void eachImageIsKeptOnceHoweverItComesAndTheNumbersAreTheSame() throws Exception {
        JsonNode first = push("brought");
        assertThat(objects()).isEqualTo(ITEMS);
        // As clients that know no store send them: within the records.
        JsonNode second = push("sent-along", "--inline-limit", "1000000");
        push("asked-otherwise", "--prompt", "What is it?");
        assertThat(objects()).isEqualTo(ITEMS);
        assertThat(numbers(second)).isEqualTo(numbers(first)).isNotEmpty();
        try (Wiretap tap = new Wiretap(TwoOfEachIT.stack().bootstrap())) {
            assertThat(tap.readAll(Topic.QUESTIONS, Question.class))
                    .hasSize(3 * ITEMS)
                    .allMatch(question -> question.getImage().getBytes() == null
                            && question.getImage().getAddress() == null
                            && question.getImage().getMediaType().equals("image/jpeg"));
        }
    }

    private static List<String> numbers(JsonNode pushed) {
        List<String> numbers = new ArrayList<>();
        pushed.findValues("rules").forEach(rules -> numbers.add(rules.toString()));
        return numbers;
    }

    @Test
    @Order(2)
    void thePageShowsImagesFromThere() throws Exception {
        String items = Results.HTTP
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        TwoOfEachIT.stack().server() + "/api/runs/brought/items?model=emoji-clip"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        String item = JSON.readTree(items).findValue("item").asText();
        HttpResponse<byte[]> image = Results.HTTP.send(
                HttpRequest.newBuilder(
                                URI.create(TwoOfEachIT.stack().server() + "/api/runs/brought/items/" + item + "/image"))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(image.statusCode()).isEqualTo(200);
        assertThat(image.headers().firstValue("Content-Type")).hasValue("image/jpeg");
    }

    @Test
    @Order(3)
    void anImageThatIsNotThereIsADeadLetterWithItsDigest() {
        String digest = "0".repeat(64);
        try (Wiretap tap = new Wiretap(TwoOfEachIT.stack().bootstrap())) {
            tap.open(Emoji.manifest("absent", "open-world", List.of("emoji-clip", "emoji-vlm"), 1L));
            tap.push(List.of(Item.newBuilder(Emoji.items("absent", 1).get(0))
                    .setImage(ImageRef.newBuilder()
                            .setName("gone.png")
                            .setSha256(digest)
                            .setSize(10)
                            .build())
                    .build()));
            new Results(TwoOfEachIT.stack().server()).awaitComplete("absent", Duration.ofMinutes(1));
            assertThat(tap.readAll(Topic.DEAD_LETTERS, DeadLetter.class))
                    .filteredOn(letter -> "absent".equals(letter.getRun()))
                    .hasSize(2)
                    .allMatch(letter -> letter.getReason()
                            .startsWith("gone.png: " + digest + " is not in the image store " + STORE));
        }
    }

    @Test
    @Order(4)
    void whatNoRunNeedsIsRemoved() throws Exception {
        assertThat(gc("--dry-run").get("unneeded").asInt()).isZero();
        TwoOfEachIT.command("runs", "delete", "brought", "sent-along", "--yes").done();
        age(Duration.ofHours(2));
        assertThat(gc().get("unneeded").asInt()).as("a run is left").isZero();
        TwoOfEachIT.command("runs", "delete", "asked-otherwise", "--yes").done();
        assertThat(gc("--older-than", "90m").get("unneeded").asInt()).isZero();
        assertThat(gc("--dry-run").get("unneeded").asInt()).isEqualTo(ITEMS);
        assertThat(objects()).isEqualTo(ITEMS);
        assertThat(gcWithKeysOfTheEnvironment().get("unneeded").asInt()).isEqualTo(ITEMS);
        assertThat(objects()).isZero();
    }

    private static void age(Duration by) throws IOException {
        FileTime before = FileTime.from(Instant.now().minus(by));
        try (Stream<Path> files = Files.walk(BLOBS.resolve("photos"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, before);
            }
        }
    }

    /** The same dataset, fetched by ingest itself from a bucket and from a hub, is what the command pushes from here. */
    @Test
    @Order(5)
    void ingestReadsBucketsAndHubs() throws Exception {
        BlobStore blobs = context.getBlobStore();
        blobs.createContainerInLocation(null, "sets");
        blobs.putBlob(
                "sets",
                blobs.blobBuilder("emoji/emoji.tsv")
                        .payload(Files.readAllBytes(DATASETS.resolve("emoji.tsv")))
                        .build());
        List<String> classes = List.of("grinning face", "mouth", "red apple", "hourglass not done", "drum");
        Path list = Files.write(Path.of("target", "five-classes.txt").toAbsolutePath(), classes);
        TwoOfEachIT.command(
                        "push",
                        DATASETS.resolve("emoji.tsv").toString(),
                        "--run=from-here",
                        "--task=zero-shot",
                        "--models=emoji-clip",
                        "--classes=" + list,
                        "--wait")
                .done();
        load("from-bucket", classes, "s3://sets/emoji/emoji.tsv");
        load("from-hub", classes, "hf://datasets/org/tiny/default/valid");
        Results results = new Results(TwoOfEachIT.stack().server());
        for (String run : List.of("from-bucket", "from-hub")) {
            results.awaitComplete(run, Duration.ofMinutes(2));
            assertThat(answers(results, run)).as(run).hasSize(20).isEqualTo(answers(results, "from-here"));
        }
    }

    private static void load(String run, List<String> classes, String address) throws Exception {
        assertThat(ask(
                        "/api/runs",
                        Map.of("run", run, "task", "zero-shot", "models", List.of("emoji-clip"), "classes", classes)))
                .isEqualTo(202);
        assertThat(ask("/api/runs/" + run + "/datasets", Map.of("dataset", address, "close", true)))
                .isEqualTo(202);
    }

    private static int ask(String path, Map<String, ?> body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(ingest() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build();
        HttpResponse<String> response = Results.HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isLessThan(500);
        return response.statusCode();
    }

    private static String ingest() {
        return TwoOfEachIT.stack().services().stream()
                .filter(service -> service.name().equals("ingest"))
                .map(service -> "http://localhost:" + service.port())
                .findFirst()
                .orElseThrow();
    }

    /** By item: what was ranked first, and whether it is right. */
    private static List<String> answers(Results results, String run) {
        return results.text("/api/runs/" + run + "/export")
                .lines()
                .map(Emoji::json)
                .map(line -> line.get("item").asText() + " " + line.get("ranking") + " " + line.get("rules"))
                .sorted()
                .toList();
    }

    /** In this process, whose keys are system properties. */
    private static JsonNode gc(String... more) throws IOException {
        return JSON.readTree(TwoOfEachIT.command(gcLine(more)).done().out());
    }

    private static JsonNode gcWithKeysOfTheEnvironment() throws IOException, InterruptedException {
        return JSON.readTree(TwoOfEachIT.apart(environment, gcLine()).done().out());
    }

    private static String[] gcLine(String... more) {
        List<String> line = new ArrayList<>(List.of(
                "images",
                "gc",
                "--json",
                "--image-store",
                STORE,
                "--s3-endpoint",
                environment.get("VLMSTREAM_IMAGES_S3_ENDPOINT")));
        if (!List.of(more).contains("--older-than")) {
            line.addAll(List.of("--older-than", "1s"));
        }
        line.addAll(List.of(more));
        return line.toArray(String[]::new);
    }
}
