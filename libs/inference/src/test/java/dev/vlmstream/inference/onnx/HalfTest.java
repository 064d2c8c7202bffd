package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.Half;
import org.junit.jupiter.api.Test;

class HalfTest {

    @Test
    void everyHalfSurvivesTheRoundTrip() {
        for (int bits = 0; bits <= 0xffff; bits++) {
            float value = Half.toFloat((short) bits);
            if (Float.isNaN(value)) {
                assertThat(Half.toFloat(Half.fromFloat(value))).isNaN();
            } else {
                assertThat(Half.fromFloat(value)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void roundsToTheNearestAndTiesToEven() {
        assertThat(Half.toFloat(Half.fromFloat(1 + 0x1p-11f))).isEqualTo(1f);
        assertThat(Half.toFloat(Half.fromFloat(1 + 3 * 0x1p-11f))).isEqualTo(1 + 0x1p-9f);
        assertThat(Half.toFloat(Half.fromFloat(0x1p-25f))).isZero();
        assertThat(Half.toFloat(Half.fromFloat(65519f))).isEqualTo(65504f);
        assertThat(Half.toFloat(Half.fromFloat(65520f))).isEqualTo(Float.POSITIVE_INFINITY);
    }
}
