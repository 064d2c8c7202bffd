package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptimizerTest {
    /** SimplifiedLayerNormFusion fails on it (tools/goldens/fp16_norm.py). */
    private static final Path GRAPH = TestBundles.path("fp16-norm").resolve("model.onnx");

    @Test
    void oneThatCannotDoWithAGraphIsLeftOut() {
        float[] values = {1, 2, 3, 4, 5, 6, 7, 8};
        double meanSquare = 204.0 / 8;
        try (Graph graph = Graph.load(GRAPH, RuntimeOptions.cpu());
                Tensor x = Tensor.floats(graph.requireInput("x"), List.of(values), 1, 1, 8);
                Tensor y = graph.run(Map.of("x", x), "y")) {
            float[] normed = y.floats(0, 8);
            for (int i = 0; i < values.length; i++) {
                assertThat((double) normed[i]).isCloseTo(values[i] / Math.sqrt(meanSquare), within(2e-3));
            }
        }
    }
}
