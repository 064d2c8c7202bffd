package dev.vlmstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.streaming.config.TestConfig;
import dev.vlmstream.streaming.images.HttpBatch;
import dev.vlmstream.streaming.images.ImageSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordReaderTest {
    private static final byte[] IMAGE = Samples.png(2, 3);

    @TempDir
    Path directory;

    private Path root;
    private JsonImages images;

    @BeforeEach
    void allowOneDirectory() throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        Files.write(root.resolve("a.png"), IMAGE);
        Files.write(directory.resolve("secret.png"), IMAGE);
        ImageSource source = new ImageSource(TestConfig.of("images.roots", root.toString()));
        images = new JsonImages(source, List.of(root));
    }

    @Test
    void readsAnAvroItem() {
        Item item = Samples.item("cat").setRun("avro-run").build();
        Pushed pushed = read(Samples.record(Wire.of(Item.class).encode(item)));
        assertThat(pushed).isEqualTo(new Pushed.Line("avro-run", item, null));
    }

    @Test
    void readsTheStudysLine() {
        Pushed.Line line = (Pushed.Line) read("""
                {"run": "r", "image": "a.png", "label": "cat", "label_idx": 0, "split": "valid", "more": [1]}""");
        assertThat(line.run()).isEqualTo("r");
        assertThat(line.item().getLabel()).isEqualTo("cat");
        assertThat(line.item().getLabelIndex()).isZero();
        assertThat(line.item().getImage()).as("nothing is fetched yet").isNull();
        Item item = whole(line);
        assertThat(item.getImage().getName()).isEqualTo("a.png");
        assertThat(item.getImage().getSha256()).isEqualTo(Digest.of(IMAGE));
        assertThat(item.getImage().getBytes().array()).isEqualTo(IMAGE);
        assertThat(item.getItemId()).isEqualTo(line.item().getItemId());
    }

    @Test
    void givesALineTheSameIdWheneverItComes() {
        String json = "{\"run\": \"r\", \"image\": \"a.png\", \"label\": \"cat\"}";
        assertThat(((Pushed.Line) read(json)).item().getItemId())
                .isEqualTo(((Pushed.Line) read(json)).item().getItemId());
    }

    @Test
    void readsInlineBytesAndAnIdOfTheSendersOwn() {
        String bytes = Base64.getEncoder().encodeToString(IMAGE);
        Pushed.Line line =
                (Pushed.Line) read("{\"id\": \"7\", \"image_bytes\": \"" + bytes + "\", \"label\": \"cat\"}");
        assertThat(line.item().getItemId()).isEqualTo("7");
        assertThat(line.item().getImage().getBytes().array()).isEqualTo(IMAGE);
    }

    @Test
    void takesTheRunFromTheHeaderWhereTheLineHasNone() {
        ConsumerRecord<byte[], byte[]> record = Samples.record("{\"image\": \"a.png\", \"label\": \"cat\"}");
        record.headers().add(EventHeaders.RUN, "header-run".getBytes(StandardCharsets.UTF_8));
        assertThat(read(record).run()).isEqualTo("header-run");
    }

    @Test
    void leavesTheRunOpenWhereNobodySaysIt() {
        assertThat(read("{\"image\": \"a.png\", \"label\": \"cat\"}").run()).isNullOrEmpty();
    }

    @Test
    void tellsAManifestByItsModels() {
        Pushed pushed = read("{\"run\": \"r\", \"task\": \"open-world\", \"models\": [\"m\"]}");
        assertThat(pushed)
                .isInstanceOfSatisfying(
                        Pushed.Manifest.class,
                        manifest -> assertThat(manifest.manifest().getModels()).containsExactly("m"));
    }

    @Test
    void aManifestThatLacksItsModelsIsRefusedAsOne() {
        assertThatThrownBy(() -> read("{\"run\": \"r\", \"task\": \"open-world\", \"items\": 500}"))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith("run manifest: ")
                .hasMessageContaining("is missing: a list of the models that are to answer");
    }

    @Test
    void tellsAClosingRecord() {
        assertThat(read("{\"run\": \"r\", \"close\": true, \"items\": 500}"))
                .isEqualTo(new Pushed.Closing("r", 500, null));
        String digest = "0f".repeat(32);
        assertThat(read("{\"run\": \"r\", \"close\": true, \"items\": 500, \"items_digest\": \"" + digest + "\"}"))
                .isEqualTo(new Pushed.Closing("r", 500, digest));
        for (String wrong : List.of("7", "\"\"", "\"0F\"", "\"" + digest + "0\"")) {
            assertThatThrownBy(() ->
                            read("{\"run\": \"r\", \"close\": true, \"items\": 5, \"items_digest\": " + wrong + "}"))
                    .hasMessageContaining("\"items_digest\" of a closing record is a SHA-256");
        }
    }

    @Test
    void aClosingRecordNeedsACount() {
        for (String items : List.of("", ", \"items\": -1", ", \"items\": \"many\"", ", \"items\": null")) {
            assertThatThrownBy(() -> read("{\"run\": \"r\", \"close\": true" + items + "}"))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("a closing record needs \"items\"");
        }
    }

    @Test
    void refusesWhatIsNoneOfThese() {
        for (String value : List.of("[]", "7", "\"text\"", "null", "no json", "{\"a\": 1} {\"b\": 2}", "{", " ")) {
            assertThatThrownBy(() -> read(value))
                    .as(value)
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("neither an Avro item nor a JSON object");
        }
    }

    @Test
    void refusesWhatATreeHasNoRoomFor() {
        String opening = "{\"run\": \"r\", \"image\": ";
        for (String part : List.of("[", "{\"a\":", "[[],")) {
            assertThatThrownBy(() -> read(opening + part.repeat(1_000_000)))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("Document nesting depth");
        }
        assertThatThrownBy(() -> read(opening + "[" + "{},".repeat(1_000_000) + "0]}"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("Token count");
        assertThatThrownBy(() -> read(opening + "1".repeat(1_000_000) + "}"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("Number value length");
        assertThatThrownBy(() -> read("{\"run\": \"r\", \"run\": \"s\", \"image\": \"a.png\", \"label\": \"cat\"}"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("Duplicate field 'run'");
    }

    @Test
    void quotesNoMoreOfARecordThanADeadLetterHasRoomFor() {
        String manifest = "{\"run\": \"r\", \"task\": \"open-world\", \"models\": [\"m\"], \"tags\": [\"";
        assertThatThrownBy(() -> read(manifest + "x".repeat(1_000_000) + "\"]}"))
                .isInstanceOf(RejectedException.class)
                .hasMessageStartingWith("run manifest: \"tags\" must be a mapping of names, each to a text, is [xxx")
                .message()
                .hasSizeLessThan(2_100);
    }

    @Test
    void refusesALengthThatAnAvroItemCannotHold() {
        byte[] encoded = Wire.of(Item.class).encode(Samples.item("cat").build());
        byte[] record = Arrays.copyOf(encoded, 18);
        System.arraycopy(new byte[] {-128, -128, -128, -128, 8, 2, 2, 2}, 0, record, 10, 8);
        assertThatThrownBy(() -> read(Samples.record(record)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("a string of 1073741824 bytes is declared");
    }

    @Test
    void refusesAnEmptyRecord() {
        for (byte[] value : new byte[][] {null, new byte[0]}) {
            assertThatThrownBy(() -> read(Samples.record(value)))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("an empty record");
        }
    }

    @Test
    void refusesDamagedAvro() {
        byte[] damaged = Wire.of(Item.class).encode(Samples.item("cat").build());
        damaged[5]++;
        assertThatThrownBy(() -> read(Samples.record(damaged)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("not a Item");
    }

    @Test
    void namesWhatALineLacks() {
        assertThatThrownBy(() -> read("{\"image\": \"a.png\"}"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("missing 'label'");
        assertThatThrownBy(() -> read("{\"label\": \"cat\"}"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("missing 'image'");
    }

    @Test
    void refusesAFileOutsideInTheWordsOfAMissingOne() throws IOException {
        Files.createSymbolicLink(root.resolve("link"), directory);
        for (String outside : List.of("../secret.png", "link/secret.png", directory + "/secret.png")) {
            Throwable refusal = catchThrowable(() -> whole(read(line(outside))));
            Throwable absence = catchThrowable(() -> whole(read(line(outside + "-missing"))));
            assertThat(refusal)
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("no such file below the directories that may be read");
            assertThat(absence.getMessage()).isEqualTo(refusal.getMessage().replace(outside, outside + "-missing"));
        }
    }

    private Item whole(Pushed pushed) {
        Pushed.Line line = (Pushed.Line) pushed;
        try (HttpBatch fetched = images.fetch(Stream.ofNullable(line.imageOf()).toList())) {
            return images.item(line, "r", fetched);
        }
    }

    private static String line(String image) {
        return "{\"run\": \"r\", \"label\": \"cat\", \"image\": \"" + image + "\"}";
    }

    private Pushed read(String json) {
        return read(Samples.record(json));
    }

    private Pushed read(ConsumerRecord<byte[], byte[]> record) {
        return RecordReader.read(record);
    }
}
