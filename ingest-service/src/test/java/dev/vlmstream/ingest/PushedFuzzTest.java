package dev.vlmstream.ingest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.preprocessing.header.PixelLimit;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.streaming.config.TestConfig;
import dev.vlmstream.streaming.images.HttpBatch;
import dev.vlmstream.streaming.images.ImageSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes on the items topic: an item, a manifest, a closing record, or refused in words; and no file is read outside. */
class PushedFuzzTest {
    private static final byte[] CANARY = Samples.png(7, 5);
    private static final String CANARY_DIGEST = Digest.of(CANARY);
    private static final Path ROOT = root();
    private static final ImageSource IMAGES =
            new ImageSource(TestConfig.of("images.roots", ROOT.toString(), "images.store", "none"));
    private static final JsonImages READER = new JsonImages(IMAGES, List.of(ROOT));
    private static final ItemChecker CHECKER =
            new ItemChecker(new ImageKeeper(IMAGES, new ImageCheck(new PixelLimit(10_000, 1 << 30)), 1024));
    private static final List<RunManifest> RUNS = runs();

    private static Path root() {
        try {
            Path outside =
                    Files.createTempDirectory(Path.of("target"), "pushed").toRealPath();
            Path root = Files.createDirectories(outside.resolve("root"));
            Files.write(outside.resolve("canary.png"), CANARY);
            Files.write(root.resolve("a.png"), Samples.png(2, 3));
            Files.createSymbolicLink(root.resolve("out"), outside);
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<RunManifest> runs() {
        return Stream.concat(
                        Arrays.stream(Task.values())
                                .filter(task -> task != Task.QUESTION_ANSWERING)
                                .map(task ->
                                        Samples.manifest("r").setTask(task.id()).build()),
                        Stream.of("textvqa", "ai2d", "pope")
                                .map(benchmark -> Samples.manifest("r")
                                        .setTask(Task.QUESTION_ANSWERING.id())
                                        .setBenchmark(benchmark)
                                        .setVariant("class-name")
                                        .build()))
                .toList();
    }

    static Stream<Arguments> records() {
        String image = Base64.getEncoder().encodeToString(Samples.png(1, 1));
        return Stream.of(
                        "{\"run\":\"r\",\"image\":\"a.png\",\"label\":\"cat\",\"label_idx\":0,\"choices\":[\"cat\",\"dog\"]}",
                        "{\"run\":\"r\",\"image\":\"../canary.png\",\"label\":\"cat\"}",
                        "{\"run\":\"r\",\"image\":\"out/canary.png\",\"label\":\"cat\"}",
                        "{\"image\":\"file:///canary.png\",\"label\":\"cat\"}",
                        "{\"id\":\"i\",\"image_bytes\":\"" + image + "\",\"label\":\"cat\"}",
                        "{\"image\":\"data:image/png;base64," + image + "\",\"label\":\"dog\"}",
                        "{\"text\":\"What is this object?\\nA. cat\\nB. dog\",\"label\":\"A\",\"classname\":\"cat\"}",
                        "{\"question\":\"Is it?\",\"answers\":[\"yes\"],\"options\":[\"a\",\"b\"],\"ocr_tokens\":[\"x\"]}",
                        "{\"run\":\"r\",\"close\":true,\"items\":5}",
                        "{\"run\":\"r\",\"task\":\"closed-world\",\"models\":[\"m\"],\"classes\":[\"a\",\"b\"],\"labels\":2,"
                                + "\"seed\":1,\"items\":2,\"tags\":{\"by\":\"me\"},\"synonyms\":{\"a\":[\"c\"]},"
                                + "\"frequencies\":{\"a\":3},\"generation\":{\"num_beams\":2},\"budget\":1.5,"
                                + "\"judges\":{\"semantic\":\"e\"},\"thresholds\":{\"semantic\":0.5}}",
                        "{\"run\":\"r\",\"task\":\"question-answering\",\"benchmark\":\"ai2d\",\"models\":[\"m\"]}")
                .map(json -> Arguments.of((Object) ("\0" + json).getBytes(StandardCharsets.UTF_8)));
    }

    /** The first byte picks the run that an item is asked in. */
    @MethodSource("records")
    @FuzzTest
    void bytes(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] value = Arrays.copyOfRange(input, 1, input.length);
        Pushed pushed;
        try {
            pushed = RecordReader.read(Samples.record(value));
        } catch (RejectedException e) {
            return;
        }
        if (pushed instanceof Pushed.Line line) {
            try (HttpBatch fetched =
                    READER.fetch(Stream.ofNullable(line.imageOf()).toList())) {
                Item item = READER.item(line, "r", fetched);
                if (item.getImage() != null && item.getImage().getSha256().equals(CANARY_DIGEST)) {
                    throw new AssertionError(
                            "a file outside was read: " + item.getImage().getName());
                }
                CHECKER.check(item, RUNS.get((input[0] & 0xff) % RUNS.size()));
            } catch (RejectedException | IllegalArgumentException e) {
                // Such items are refused so.
            }
        }
    }
}
