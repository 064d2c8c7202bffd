package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Bad records cost themselves, with a reason, and nothing else. */
abstract class PoisonIT {
    private static final String MODEL = "emoji-classifier";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Wiretap tap = ShortGracesIT.tap();
    private final Results results = ShortGracesIT.results();

    @Test
    void eachBadItemFailsWithAReasonAndTheRestIsComplete() throws IOException {
        List<Item> good = Emoji.items("poison", 20);
        List<Item> bad = List.of(
                item(
                        "no-image",
                        Emoji.image("no-image.jpg", "<html>not found</html>".getBytes(StandardCharsets.UTF_8))),
                item("bomb", Emoji.image("bomb.png", pngHeader(30_000, 30_000))),
                item("cut", cut()),
                item("outside", address("file:///etc/passwd")),
                item("private", address("http://169.254.169.254/latest/meta-data/")),
                item("changed", changed()),
                Item.newBuilder(good.get(0))
                        .setItemId("no-class")
                        .setLabel("no such emoji")
                        .build());
        RunManifest manifest =
                Emoji.manifest("poison", "supervised", List.of(MODEL), (long) (good.size() + bad.size()));
        tap.open(manifest);
        tap.push(good.subList(0, 10));
        tap.push(bad);
        tap.push(good.subList(10, 20));
        results.awaitComplete("poison", PATIENCE);

        JsonNode model = results.get("/api/runs/poison/metrics").get("models").get(0);
        assertThat(model.get("answered").asInt()).isEqualTo(good.size());
        assertThat(model.get("failed").asInt()).isEqualTo(bad.size());
        assertThat(model.get("rules").get("top1").get("n").asInt())
                .as("failed is not wrong")
                .isEqualTo(good.size());
        Map<String, List<String>> reasons =
                deadLetters(letter -> "poison".equals(letter.getRun()) ? letter.getItemId() : null);
        assertThat(reasons).hasSize(bad.size());
        assertThat(reasons.values()).as("one dead letter each").allMatch(letters -> letters.size() == 1);
        assertThat(reasons.get("no-image").get(0)).contains("no-image.jpg");
        assertThat(reasons.get("bomb").get(0)).contains("30000 × 30000");
        assertThat(reasons.get("cut").get(0)).contains("cut.jpg");
        assertThat(reasons.get("outside").get(0)).contains("outside the directories");
        assertThat(reasons.get("private").get(0)).contains("169.254.169.254").contains("http-hosts");
        assertThat(reasons.get("changed").get(0)).contains("SHA-256");
        assertThat(reasons.get("no-class").get(0)).contains("\"no such emoji\" is not among the 706 classes");
    }

    @Test
    void recordsThatAreNoItemsAreDeadLettersWithTheirBytes() {
        byte[] avro = Wire.of(Item.class).encode(Emoji.items("garbage", 1).get(0));
        byte[] cutAvro = Arrays.copyOf(avro, 40);
        byte[] foreign = avro.clone();
        foreign[5] ^= 0x55;
        byte[] missing = "{\"run\":\"garbage\",\"image\":\"a.jpg\"}".getBytes(StandardCharsets.UTF_8);
        byte[] text = "hello".getBytes(StandardCharsets.UTF_8);
        for (byte[] value : List.of(cutAvro, foreign, missing, text)) {
            tap.sendPlain(Topic.ITEMS, value);
        }
        List<DeadLetter> letters = await().atMost(PATIENCE)
                .until(
                        () -> tap.readAll(Topic.DEAD_LETTERS, DeadLetter.class).stream()
                                .filter(letter -> letter.getRecordValue() != null
                                        && List.of(cutAvro, foreign, missing, text).stream()
                                                .anyMatch(value ->
                                                        ByteBuffer.wrap(value).equals(letter.getRecordValue())))
                                .toList(),
                        found -> found.size() >= 4);
        assertThat(letters).hasSize(4);
        assertThat(letters).extracting(DeadLetter::getService).containsOnly("ingest");
        assertThat(letters.stream().map(DeadLetter::getReason).toList())
                .anyMatch(reason -> reason.contains("missing 'label'"))
                .anyMatch(reason -> reason.contains("neither an Avro item nor a JSON object"))
                .filteredOn(reason -> reason.contains("single-object encoding"))
                .hasSize(2);
    }

    /** As any Kafka client may write them: no record header, so that only the lines themselves tell their run. */
    @Test
    void linesThatCannotBeAskedEndUnderTheirRunWhichIsThenComplete() {
        tap.open(Emoji.manifest("k1", "supervised", List.of(MODEL), 7L));
        tap.push(Emoji.items("k1", 3));
        List.of(
                        "{\"run\":\"k1\",\"image\":\"missing.jpg\",\"label\":\"ram\"}",
                        "{\"run\":\"k1\",\"image_bytes\":\"no base64\",\"label\":\"ram\"}",
                        "{\"run\":\"k1\",\"id\":\"far\",\"image\":\"http://10.1.2.3/a.jpg\",\"label\":\"ram\"}",
                        "{\"run\":\"k1\",\"image\":\"a.jpg\",\"label\":[]}")
                .forEach(line -> tap.sendPlain(Topic.ITEMS, line.getBytes(StandardCharsets.UTF_8)));
        results.awaitComplete("k1", PATIENCE);
        JsonNode model = results.get("/api/runs/k1/metrics").get("models").get(0);
        assertThat(model.get("answered").asInt()).isEqualTo(3);
        assertThat(model.get("failed").asInt()).isEqualTo(4);
        assertThat(deadLetters(letter -> "k1".equals(letter.getRun()) ? letter.getItemId() : null))
                .hasSize(4)
                .containsKey("far");
    }

    private Map<String, List<String>> deadLetters(Function<DeadLetter, String> itemOrNull) {
        return tap.readAll(Topic.DEAD_LETTERS, DeadLetter.class).stream()
                .filter(letter -> itemOrNull.apply(letter) != null)
                .collect(Collectors.groupingBy(
                        itemOrNull, Collectors.mapping(DeadLetter::getReason, Collectors.toList())));
    }

    private static Item item(String id, ImageRef image) {
        return Item.newBuilder(Emoji.items("poison", 1).get(0))
                .setItemId(id)
                .setImage(image)
                .build();
    }

    private static ImageRef address(String address) {
        return ImageRef.newBuilder()
                .setName(address)
                .setSha256("0".repeat(64))
                .setSize(1)
                .setAddress(address)
                .build();
    }

    private static ImageRef changed() {
        ImageRef image = Emoji.image("changed.jpg", "other bytes".getBytes(StandardCharsets.UTF_8));
        return ImageRef.newBuilder(image).setSha256("0".repeat(64)).build();
    }

    private static ImageRef cut() throws IOException {
        Path photo = Home.EMOJI.resolve("images/000_grinning-face_noto.jpg");
        byte[] bytes = Files.readAllBytes(photo);
        return Emoji.image("cut.jpg", Arrays.copyOf(bytes, bytes.length / 2));
    }

    /** What a decompression bomb shows before it is opened: a small file that claims many pixels. */
    private static byte[] pngHeader(int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        out.writeInt(13);
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        DataOutputStream header = new DataOutputStream(chunk);
        header.writeBytes("IHDR");
        header.writeInt(width);
        header.writeInt(height);
        header.write(new byte[] {8, 2, 0, 0, 0});
        out.write(chunk.toByteArray());
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(chunk.toByteArray());
        out.writeInt((int) crc.getValue());
        return bytes.toByteArray();
    }
}
