package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.ImageClassifier;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.Dtypes;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Matrices in whole numbers as tools/export makes them for decoders and encoders (tools/goldens/quantized.py): the promise that makes
 * answers repeatable.
 */
class QuantizedMatrixTest {
    private static final int WIDTH = 608;
    private static final int COLUMNS = 43;

    @ParameterizedTest
    @CsvSource({"int8, 1", "int8, 2", "q4, 1", "q4, 2"})
    void aRowIsToTheBitWhatItIsAlone(String dtype, int threads) {
        Random random = new Random(20261129);
        List<float[]> rows = IntStream.range(0, 40)
                .mapToObj(row -> {
                    float[] values = new float[WIDTH];
                    for (int i = 0; i < WIDTH; i++) {
                        // Of other sizes, so that scales over several rows would show.
                        values[i] = (float) (random.nextGaussian() * Math.pow(10, row % 7 - 3));
                    }
                    return values;
                })
                .toList();
        try (Graph graph = Graph.load(
                TestBundles.path("tiny-smolvlm-quantized").resolve("matrix_" + dtype + ".onnx"),
                RuntimeOptions.cpu().withIntraOpThreads(threads))) {
            List<float[]> alone = rows.stream()
                    .map(row -> products(graph, List.of(row)).get(0))
                    .toList();
            for (int size : List.of(2, 3, 4, 5, 8, 16, 33, 40)) {
                List<float[]> together = products(graph, rows.subList(40 - size, 40));
                for (int row = 0; row < size; row++) {
                    assertThat(together.get(row)).containsExactly(alone.get(40 - size + row));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"fp32, 1", "fp32, 2", "int8, 1", "int8, 2", "q4, 1", "q4, 2"})
    void anImageIsToTheBitWhatItIsAlone(String dtype, int threads, @TempDir Path directory) {
        RuntimeOptions options =
                RuntimeOptions.cpu().withIntraOpThreads(threads).withDtypes(Dtypes.of(dtype));
        try (ImageClassifier model = (ImageClassifier)
                ModelLoader.load(BundleFinder.open(TestBundles.quantizedEncoder(directory)), options)) {
            List<float[]> images = Stream.of(
                            "china.jpg", "flower.jpg", "coffee_lossy.webp", "astronaut_rgba.png", "cat_cmyk.jpg")
                    .map(image -> TestBundles.input(model, image).pixelValues())
                    .toList();
            List<float[]> alone = images.stream()
                    .map(image -> model.logits(List.of(image))[0])
                    .toList();
            for (int size = 2; size <= images.size(); size++) {
                float[][] together = model.logits(images.subList(images.size() - size, images.size()));
                for (int i = 0; i < size; i++) {
                    assertThat(together[i]).containsExactly(alone.get(images.size() - size + i));
                }
            }
            assertThat(model.bundle().dtype()).isEqualTo(dtype);
        }
    }

    private static List<float[]> products(Graph graph, List<float[]> rows) {
        try (Tensor x = Tensor.floats(graph.requireInput("x"), rows, rows.size(), WIDTH);
                Tensor y = graph.run(Map.of("x", x), "y")) {
            return IntStream.range(0, rows.size())
                    .mapToObj(row -> y.floats((long) row * COLUMNS, COLUMNS))
                    .toList();
        }
    }
}
