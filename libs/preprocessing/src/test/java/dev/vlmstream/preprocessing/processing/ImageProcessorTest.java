package dev.vlmstream.preprocessing.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.preprocessing.Goldens;
import dev.vlmstream.preprocessing.ImageDecoder;
import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.ImageLimits;
import dev.vlmstream.preprocessing.pixels.Extent;
import dev.vlmstream.preprocessing.pixels.Geometry;
import dev.vlmstream.preprocessing.pixels.Resample;
import dev.vlmstream.preprocessing.pixels.Resizer;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageProcessorTest {
    private static final Path EMOJI = Goldens.SHIPPED.resolve("emoji");
    private static final Path OPEN = Goldens.SHIPPED.resolve("preprocess-open");

    static Stream<JsonNode> emoji() {
        return Goldens.lines(EMOJI.resolve("index.jsonl"));
    }

    private static ImageProcessor processor() {
        return ImageProcessor.load(EMOJI.resolve("preprocessor_config.json"));
    }

    private static ImageProcessor pipeline(String name) {
        return Goldens.pipeline(Goldens.SHIPPED.resolve("pipelines").resolve(name));
    }

    @ParameterizedTest
    @MethodSource("emoji")
    void normalisesAsTransformersToTheLastBit(JsonNode line) {
        String name = line.get("image").textValue();

        float[] values =
                processor().input(Goldens.bytes(EMOJI.resolve(name)), name).pixelValues();

        assertThat(Goldens.sha256(values)).isEqualTo(line.get("sha256").textValue());
    }

    @Test
    void givesEveryThreadTheSameResult() throws Exception {
        ImageProcessor processor = pipeline("clip_224");
        List<String> names = List.of("rocket.jpg", "coffee_lossy.webp", "astronaut_rgba.png", "cat_cmyk.jpg");
        List<String> expected = views(processor, names);
        ExecutorService threads = Executors.newFixedThreadPool(4);

        List<Future<List<String>>> results = threads.invokeAll(IntStream.range(0, 8)
                .<Callable<List<String>>>mapToObj(i -> () -> views(processor, names))
                .toList());

        threads.shutdown();
        for (Future<List<String>> result : results) {
            assertThat(result.get()).isEqualTo(expected);
        }
    }

    private static List<String> views(ImageProcessor processor, List<String> names) {
        return names.stream()
                .map(name -> processor
                        .views(Goldens.bytes(OPEN.resolve(name)), name)
                        .get(0)
                        .sha256())
                .toList();
    }

    @Test
    void refusesToPadBeyondTheLimit() {
        ImageProcessor processor = ImageProcessor.load(
                Goldens.SHIPPED.resolve("pipelines/llava_pad_336/preprocessor_config.json"),
                new ImageLimits(100_000, 1 << 20));
        byte[] encoded = Goldens.bytes(OPEN.resolve("wide_2000x20.png"));

        assertThatThrownBy(() -> processor.views(encoded, "wide.png"))
                .isInstanceOf(ImageException.class)
                .hasMessage("wide.png: padded to a square it would be 2000 x 2000 pixels, above the limit of 100000");
    }

    @Test
    void sameWindowWhetherTheResizeIsFusedOrNot() {
        byte[] encoded = Goldens.bytes(OPEN.resolve("rocket.jpg"));
        RgbImage image = ImageDecoder.decode(encoded, "rocket.jpg", ImageLimits.DEFAULT);
        int[][] whole = new int[90][];
        int[][] part = new int[40][];

        Resizer.resize(
                image.rgb(),
                640,
                427,
                Geometry.whole(new Extent(120, 90)),
                Resample.LANCZOS,
                (y, row) -> whole[y] = row.clone());
        Resizer.resize(
                image.rgb(),
                640,
                427,
                new Geometry(120, 90, 30, 25, 50, 40),
                Resample.LANCZOS,
                (y, row) -> part[y] = row.clone());

        for (int y = 0; y < 40; y++) {
            for (int i = 0; i < 150; i++) {
                assertThat(part[y][i]).isEqualTo(whole[25 + y][i / 50 * 120 + 30 + i % 50]);
            }
        }
    }
}
