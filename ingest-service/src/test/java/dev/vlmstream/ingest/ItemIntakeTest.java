package dev.vlmstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.config.TestConfig;
import dev.vlmstream.streaming.images.HttpBatch;
import dev.vlmstream.streaming.images.ImageSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ItemIntakeTest {
    private static final byte[] LARGE = Samples.noise(40);
    private static final byte[] SMALL = Samples.png(2, 2);
    private static final byte[] KEPT = Samples.noise(30);

    @TempDir
    Path directory;

    private StreamConfig config;
    private ImageSource source;
    private ItemIntake intake;

    @BeforeEach
    void open() throws IOException {
        Path root = Files.createDirectory(directory.resolve("root"));
        Files.write(root.resolve("a.png"), LARGE);
        config = TestConfig.of(
                "images.roots", root.toString(),
                "images.store", directory.resolve("store").toString(),
                "images.max-bytes", "100000");
        source = new ImageSource(config);
        source.store().orElseThrow().put(Digest.of(KEPT), KEPT);
        intake = new ItemIntake(source, config);
    }

    static Stream<String> lines() {
        return Stream.of(
                        "",
                        "nonsense",
                        "[]",
                        "{}",
                        "{'label': 'cat'}",
                        "{'label': 'cat', 'image': 'a.png'}",
                        "{'label': 'tiger', 'image': 'a.png'}",
                        "{'label': 3, 'image': 'a.png'}",
                        "{'label': 'cat', 'image': 'b.png'}",
                        "{'label': 'cat', 'image': '../../a.png'}",
                        "{'label': 'cat', 'image': 'ftp://host/a.png'}",
                        "{'label': 'cat', 'image': 'http://localhost/a.png'}",
                        "{'label': 'cat', 'image': 'data:image/png,x'}",
                        "{'label': 'cat', 'image_bytes': 'a'}",
                        "{'label': 'cat', 'image_bytes': 'bm8gaW1hZ2U='}",
                        "{'label': 'cat', 'image': 'c.png', 'image_bytes': '" + base64(SMALL) + "'}",
                        "{'label': 'cat', 'image_bytes': '" + base64(LARGE) + "'}",
                        "{'label': 'cat', 'image_bytes': '" + base64(LARGE) + "', 'image_sha256': '" + Digest.of(SMALL)
                                + "'}",
                        "{'label': 'cat', 'image_sha256': '" + Digest.of(KEPT) + "'}",
                        "{'label': 'cat', 'image': 'd.png', 'image_sha256': '" + Digest.of(KEPT) + "'}",
                        "{'label': 'cat', 'image_sha256': '" + Digest.of(SMALL) + "'}",
                        "{'label': 'cat', 'image_sha256': 'ABC'}",
                        "{'label': 'cat', 'text': 'Is it furry?', 'choices': ['cat', 'dog']}",
                        "{'label': 'cat', 'text': 'Is it furry?', 'choices': ['hen', 'dog']}",
                        "{'label': 'A', 'text': 'Which one?\\nA. cat\\nB. dog\\nChoose A or B.'}",
                        "{'answers': ['red', 'red', 'blue'], 'question': 'Which colour?'}",
                        "{'answers': 'red', 'question': 'Which colour?'}")
                .map(line -> line.replace('\'', '"'));
    }

    private static List<RunManifest> manifests() {
        return List.of(
                Samples.manifest("r").build(),
                Samples.manifest("r").setTask("closed-world").setLabels(2).build(),
                Samples.manifest("r").setTask("multiple-choice").build(),
                Samples.manifest("r")
                        .setTask("question-answering")
                        .setBenchmark("textvqa")
                        .build());
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** What the loop makes of a record, or why it makes a dead letter of it. */
    private String loop(byte[] record, RunManifest manifest) {
        ImageKeeper keeper = new ImageKeeper(
                source, ImageCheck.of(config.images()), config.images().inlineBytes());
        try {
            JsonImages images = new JsonImages(source, config.images().roots().orElseThrow());
            Pushed.Line line = (Pushed.Line) RecordReader.read(Samples.record(record));
            try (HttpBatch fetched =
                    images.fetch(Stream.ofNullable(line.imageOf()).toList())) {
                ItemChecker.Checked checked = new ItemChecker(keeper).check(images.item(line, "r", fetched), manifest);
                checked.question().setAskedAt(0);
                return checked.question() + "\n" + checked.reference();
            }
        } catch (RejectedException | IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void takesWhatTheLoopTakesAndRefusesTheRestInItsWords(String json) {
        byte[] line = json.getBytes(StandardCharsets.UTF_8);
        for (RunManifest manifest : manifests()) {
            List<String> refused = new ArrayList<>();
            List<ItemIntake.Taken> taken = intake.take(
                    List.of(new ItemIntake.Line(7, line)), manifest, (number, error) -> refused.add(number + error));
            String byTheTopic = loop(line, manifest);
            if (taken.isEmpty()) {
                assertThat(refused).containsExactly("7" + byTheTopic);
            } else {
                assertThat(refused).isEmpty();
                assertThat(loop(Wire.of(Item.class).encode(taken.get(0).item()), manifest))
                        .isEqualTo(byTheTopic);
            }
        }
    }

    @Test
    void largeImagesLieInTheStoreWhenTheirItemIsHandedOut() {
        ImageRef large = take("{'label': 'cat', 'image': 'x', 'image_bytes': '" + base64(LARGE) + "'}");
        assertThat(large.getBytes()).isNull();
        assertThat(large.getMediaType()).isEqualTo("image/png");
        assertThat(source.kept(Digest.of(LARGE), "x")).isEqualTo(LARGE);
        assertThat(take("{'label': 'cat', 'image_bytes': '" + base64(SMALL) + "'}")
                        .getBytes())
                .isNotNull();
    }

    private ImageRef take(String json) {
        byte[] line = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        List<ItemIntake.Taken> taken = intake.take(
                List.of(new ItemIntake.Line(1, line)), Samples.manifest("r").build(), (number, error) -> {
                    throw new AssertionError(error);
                });
        return taken.get(0).item().getImage();
    }

    @Test
    void refusesWhatIsNoItemOrOfAnotherRun() {
        List<String> refused = new ArrayList<>();
        List<String> lines = List.of(
                "{\"run\": \"r\", \"models\": [\"m\"]}",
                "{\"run\": \"r\", \"close\": true, \"items\": 3}",
                "{\"run\": \"s\", \"label\": \"cat\", \"image\": \"a.png\"}");
        List<ItemIntake.Line> numbered = new ArrayList<>();
        lines.forEach(
                line -> numbered.add(new ItemIntake.Line(numbered.size() + 1, line.getBytes(StandardCharsets.UTF_8))));
        assertThat(intake.take(
                        numbered, Samples.manifest("r").build(), (line, error) -> refused.add(line + ": " + error)))
                .isEmpty();
        assertThat(refused)
                .containsExactly(
                        "1: this is a run's manifest; post it to /api/runs",
                        "2: this closes a run; post it to /api/runs/r/close",
                        "3: names the run \"s\", but was sent to \"r\"");
    }

    @Test
    void anImageBesideAnItemIsItsOwn() {
        RunManifest manifest = Samples.manifest("r").build();
        Item named = intake.take("{\"label\": \"cat\"}".getBytes(StandardCharsets.UTF_8), LARGE, "cat.png", manifest);
        assertThat(named.getImage().getName()).isEqualTo("cat.png");
        assertThat(named.getImage().getSha256()).isEqualTo(Digest.of(LARGE));
        byte[] two =
                ("{\"label\": \"cat\", \"image_bytes\": \"" + base64(LARGE) + "\"}").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> intake.take(two, LARGE, "cat.png", manifest))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("another one came with it");
        byte[] wrong = ("{\"label\": \"cat\", \"image_sha256\": \"" + Digest.of(SMALL) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> intake.take(wrong, LARGE, null, manifest))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("have the SHA-256 " + Digest.of(LARGE));
    }
}
