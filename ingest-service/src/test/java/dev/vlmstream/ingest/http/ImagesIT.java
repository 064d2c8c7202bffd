package dev.vlmstream.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.ingest.Samples;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images on their way into the store of a real service, over HTTP and within items. */
class ImagesIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path data;

    private static Path store;
    private static IngestStack ingest;

    @BeforeAll
    static void start() {
        store = data.resolve("photos");
        ingest = IngestStack.start(
                data.resolve("stack"),
                Map.of(
                        "vlmstream.images.store",
                        store.toString(),
                        "vlmstream.images.max-bytes",
                        "2000000",
                        // Nobody answers for the run's model.
                        "vlmstream.manifest-grace",
                        "2s"));
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    private static byte[] photo() {
        return Samples.noise(40);
    }

    /** A picture of less than a kilobyte. */
    private static byte[] tiny() throws IOException {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "png", out);
            return out.toByteArray();
        }
    }

    private static Path file(String digest) {
        return store.resolve(digest.substring(0, 2)).resolve(digest);
    }

    private static HttpResponse<String> put(String digest, byte[] bytes) throws Exception {
        return IngestStack.send(ingest.to("/api/images/" + digest).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)));
    }

    private static HttpResponse<String> missing(String json) throws Exception {
        return IngestStack.send(ingest.to("/api/images/missing")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    @Test
    void theStoreIsBroughtWhatItLacks() throws Exception {
        byte[] photo = photo();
        String digest = Digest.of(photo);
        String asked = JSON.writeValueAsString(List.of(digest, Digest.of("other".getBytes(UTF_8))));
        assertThat(JSON.readTree(missing(asked).body())).hasSize(2);
        assertThat(put(digest, photo).statusCode()).isEqualTo(204);
        assertThat(put(digest, photo).statusCode()).isEqualTo(204);
        assertThat(JSON.readTree(missing(asked).body())).hasSize(1);
        assertThat(file(digest)).hasBinaryContent(photo);
    }

    @Test
    void whatIsNoneOfThatIsRefusedInWords() throws Exception {
        byte[] photo = photo();
        String digest = Digest.of(photo);
        HttpResponse<String> cut = put(digest, Arrays.copyOf(photo, 100));
        assertThat(cut.statusCode()).isEqualTo(400);
        assertThat(IngestStack.error(cut))
                .contains("the bytes have the SHA-256")
                .endsWith("not " + digest);
        byte[] page = "<html>".getBytes(UTF_8);
        assertThat(IngestStack.error(put(Digest.of(page), page))).contains("HTML, not an image");
        assertThat(put(Digest.of(photo).substring(1), photo).statusCode()).isEqualTo(400);
        byte[] large = new byte[2_000_001];
        assertThat(put(Digest.of(large), large).statusCode()).isEqualTo(413);
        assertThat(missing("[\"../../etc/passwd\"]").statusCode()).isEqualTo(400);
        assertThat(missing("[null]").statusCode()).isEqualTo(400);
        assertThat(missing("{}").statusCode()).isEqualTo(400);
        assertThat(file(digest)).doesNotExist();
    }

    @Test
    void bytesWithinItemsGoToTheStoreAndEventsCarryTheirDigest() throws Exception {
        byte[] photo = photo();
        byte[] small = tiny();
        open("inline");
        push("inline", "large", photo);
        push("inline", "small", small);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(questions("inline")).hasSize(2));
        ImageRef large = image("large");
        assertThat(large.getBytes()).isNull();
        assertThat(large.getAddress()).isNull();
        assertThat(large.getSha256()).isEqualTo(Digest.of(photo));
        assertThat(large.getSize()).isEqualTo(photo.length);
        assertThat(large.getMediaType()).isEqualTo("image/png");
        assertThat(file(Digest.of(photo))).hasBinaryContent(photo);
        assertThat(image("small").getBytes()).isNotNull();
        assertThat(file(Digest.of(small))).doesNotExist();
        assertThat(events(Topic.REFERENCES, Reference.class))
                .filteredOn(reference -> reference.getItemId().equals("large"))
                .singleElement()
                .satisfies(reference -> assertThat(reference.getImage()).isEqualTo(large));
    }

    @Test
    void aFullStoreCostsTimeAndNothingElse() throws Exception {
        byte[] photo = photo();
        String digest = Digest.of(photo);
        open("full");
        // As good as full: where the file should be made, no directory can be.
        Path part = file(digest).getParent();
        Path aside = store.resolve("aside");
        boolean was = Files.exists(part);
        if (was) {
            Files.move(part, aside);
        }
        Files.createDirectories(store);
        Files.writeString(part, "in the way");
        HttpResponse<String> refused = put(digest, photo);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(IngestStack.error(refused)).contains("cannot be written");
        push("full", "waits", photo);
        Thread.sleep(3000);
        assertThat(questions("full")).isEmpty();

        Files.delete(part);
        if (was) {
            Files.move(aside, part);
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(questions("full")).hasSize(1));
        assertThat(file(digest)).hasBinaryContent(photo);
        assertThat(events(Topic.DEAD_LETTERS, DeadLetter.class))
                .filteredOn(letter -> "waits".equals(letter.getItemId()) && letter.getModel() == null)
                .isEmpty();
        try (Stream<Path> logs = Files.walk(data.resolve("stack/logs"))) {
            Path log = logs.filter(path -> path.getFileName().toString().equals("ingest.log"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readAllLines(log))
                    .filteredOn(line -> line.contains("cannot be written") && line.contains("WARN"))
                    .isNotEmpty();
        }
    }

    private static void open(String run) throws Exception {
        assertThat(ingest.post(IngestStack.manifest(run)).statusCode()).isEqualTo(202);
    }

    private static void push(String run, String item, byte[] image) throws Exception {
        String line = JSON.writeValueAsString(Map.of(
                "run",
                run,
                "id",
                item,
                "label",
                "cat",
                "image",
                item + ".png",
                "image_bytes",
                Base64.getEncoder().encodeToString(image)));
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                ingest.processes().cluster().client(Map.of()), new StringSerializer(), new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(ingest.processes().cluster().name(Topic.ITEMS), item, line.getBytes(UTF_8));
            record.headers().add(EventHeaders.RUN, run.getBytes(UTF_8));
            producer.send(record).get();
        }
    }

    private static List<Question> questions(String run) {
        return events(Topic.QUESTIONS, Question.class).stream()
                .filter(question -> question.getRun().equals(run))
                .toList();
    }

    private static ImageRef image(String item) {
        return events(Topic.QUESTIONS, Question.class).stream()
                .filter(question -> question.getItemId().equals(item))
                .findFirst()
                .orElseThrow()
                .getImage();
    }

    private static <T extends SpecificRecord> List<T> events(Topic topic, Class<T> type) {
        return ingest.records(topic).stream()
                .map(record -> Wire.of(type).decode(record.value()))
                .toList();
    }
}
