package dev.vlmstream.inference.families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.inference.families.AnyresArchitecture.Bilinear;
import dev.vlmstream.inference.families.Grid.Lines;
import dev.vlmstream.inference.onnx.TensorRows.Blend;
import org.junit.jupiter.api.Test;

class BilinearTest {

    /** Of torch 2.6: {@code interpolate((arange(20) ** 2).reshape(1, 1, 4, 5), size, mode="bilinear")}. */
    @Test
    void weighsAsTorchDoes() {
        assertThat(squares(new Lines(2, 3)))
                .containsExactly(new float[] {14.5f, 26.5f, 44.5f, 171.16666f, 216.5f, 267.83334f}, within(1e-4f));
        assertThat(squares(new Lines(3, 4)))
                .containsExactly(
                        new float[] {
                            4.5f,
                            8.583334f,
                            15.666668f,
                            25.75f,
                            64.5f,
                            85.25f,
                            109f,
                            135.75f,
                            207.83336f,
                            245.25002f,
                            285.66669f,
                            329.08334f
                        },
                        within(1e-4f));
    }

    private static float[] squares(Lines to) {
        Blend blend = Bilinear.reduce(4, 5, to, (y, x) -> 5L * y + x);
        float[] found = new float[blend.count()];
        for (int corner = 0; corner < blend.rows().length; corner++) {
            for (int i = 0; i < found.length; i++) {
                float value = blend.rows()[corner][i];
                found[i] += blend.weights()[corner][i] * value * value;
            }
        }
        return found;
    }
}
