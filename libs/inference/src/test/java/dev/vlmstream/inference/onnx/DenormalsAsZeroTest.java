package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.onnx.Binding.Outputs;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class DenormalsAsZeroTest {

    /** Enough for every thread of the session to compute some. */
    private static final int MANY = 1 << 20;

    private static final TensorSpec NUMBERS = new TensorSpec("numbers", Tensor.FLOAT, new long[] {-1});

    static boolean possible() {
        return DenormalsAsZero.isPossible();
    }

    @Test
    @EnabledIf("possible")
    void inAllThreadsThatComputeAGraphAndNowhereElse() {
        float[] smallest = new float[MANY];
        Arrays.fill(smallest, Float.MIN_VALUE);
        try (Graph any = Graph.load(Demo.models().resolve("emoji-vlm/onnx/embed_tokens.onnx"), RuntimeOptions.cpu());
                Graph sums = any.beside(new GraphWriter()
                        .input("numbers", Tensor.FLOAT, 1)
                        .node("Add", List.of("numbers", "numbers"), "sums")
                        .output("sums", Tensor.FLOAT, 1)
                        .write());
                Tensor numbers = Tensor.floats(NUMBERS, List.of(smallest), MANY);
                Binding binding = sums.bind().input("numbers", numbers).outputToCpu("sums");
                Outputs outputs = binding.run();
                Tensor computed = outputs.take("sums")) {
            assertThat(computed.floats(0, MANY)).containsOnly(0f);
        }
        assertThat(smallest[0] + smallest[1]).isEqualTo(2 * Float.MIN_VALUE);
    }
}
