package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where weights are found; {@code external} is a product with an 8 × 8 matrix of 0, 1, 2, … in a file beside the model's. */
class ModelFileTest {
    private static final Path PLAIN = TestBundles.path("external");

    @TempDir
    Path directory;

    private Path snapshot;

    /** As huggingface_hub lays out its cache. */
    @BeforeEach
    void cache() throws IOException {
        snapshot = Files.createDirectories(directory.resolve("snapshots/0123456789abcdef/onnx"));
        Path blobs = Files.createDirectories(directory.resolve("blobs"));
        Files.copy(PLAIN.resolve("model.onnx"), blobs.resolve("f00d"));
        Files.copy(
                PLAIN.resolve("model.onnx_data"),
                blobs.resolve("a-much-longer-name-than-the-link-has-e3b0c44298fc1c14"));
        Path up = Path.of("../../../blobs");
        Files.createSymbolicLink(snapshot.resolve("model.onnx"), up.resolve("f00d"));
        Files.createSymbolicLink(
                snapshot.resolve("model.onnx_data"),
                up.resolve("a-much-longer-name-than-the-link-has-e3b0c44298fc1c14"));
    }

    private static float[] firstRow(Path model) {
        try (Graph graph = Graph.load(model, RuntimeOptions.cpu());
                Tensor x = Tensor.floats(graph.requireInput("x"), List.of(new float[] {0, 1, 0, 0, 0, 0, 0, 0}), 1, 8);
                Tensor y = graph.run(Map.of("x", x), "y")) {
            return y.floats(0, 8);
        }
    }

    @Test
    void filesBesideTheModelAreTaken() {
        assertThat(firstRow(PLAIN.resolve("model.onnx"))).containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
    }

    @Test
    void linksToBlobsAreFollowed() {
        assertThat(firstRow(snapshot.resolve("model.onnx"))).containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
    }

    @Test
    void aLinkThatLeadsNowhereIsSaid() throws IOException {
        Files.delete(directory.resolve("blobs/a-much-longer-name-than-the-link-has-e3b0c44298fc1c14"));
        assertThatThrownBy(() -> firstRow(snapshot.resolve("model.onnx")))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("model.onnx_data");
    }

    @Test
    void largeWeightsStayInTheFile() throws IOException {
        Path decoder = TestBundles.path("tiny-llava").resolve("onnx/decoder_model_merged.onnx");
        Path link = Files.createSymbolicLink(directory.resolve("link.onnx"), decoder.toAbsolutePath());
        for (Path file : List.of(decoder, link)) {
            try (ModelFile model = ModelFile.open(file).orElseThrow()) {
                assertThat(model.model().limit()).isLessThan((int) Files.size(file) / 10);
            }
            Graph.load(file, TestBundles.ONE_THREAD).close();
        }
    }

    /** Java would keep a mapping until a collection, and weights that are packed by then would be resident twice. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileThatWasReadIsNotMapped() throws IOException {
        Path decoder = TestBundles.path("tiny-llava").resolve("onnx/decoder_model_merged.onnx");
        Path file = Files.copy(decoder, directory.toRealPath().resolve("decoder.onnx"));
        ModelFile.open(file).orElseThrow().close();
        assertThat(ModelNodes.operators(file)).contains("MatMul");
        assertThat(Files.readAllLines(Path.of("/proc/self/maps")))
                .isNotEmpty()
                .noneMatch(mapping -> mapping.endsWith(file.toString()));
    }

    @Test
    void aFileThatIsNoModelIsLeftToTheRuntimesMessage() throws IOException {
        Path file = Files.writeString(directory.resolve("model.onnx"), "version https://git-lfs.github.com/spec/v1");
        assertThat(ModelFile.open(file)).isEmpty();
        assertThat(ModelFile.open(directory.resolve("none.onnx"))).isEmpty();
        assertThat(ModelFile.open(Files.createFile(directory.resolve("empty.onnx"))))
                .isEmpty();
    }
}
