package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FloatBytesTest {

    @Test
    void singlePrecisionComesBackToTheBit() {
        float[] values = {1.5f, -0f, Float.MIN_VALUE, 3.1415927f};

        assertThat(FloatBytes.FLOAT32.read(FloatBytes.FLOAT32.write(values))).containsExactly(values);
    }

    @Test
    void halfPrecisionRoundsAndTakesHalfTheBytes() {
        ByteBuffer bytes = FloatBytes.of("float16").write(new float[] {1 / 3f, 65504f});

        assertThat(bytes.remaining()).isEqualTo(4);
        // NumPy: np.float16(1/3) is 0.33325195.
        assertThat(FloatBytes.FLOAT16.read(bytes)).containsExactly(0.33325195f, 65504f);
    }

    @Test
    void refusesACutValueAndAnUnknownType() {
        assertThatThrownBy(() -> FloatBytes.FLOAT32.read(ByteBuffer.allocate(6)))
                .hasMessageContaining("6 bytes")
                .hasMessageContaining("float32");
        assertThatThrownBy(() -> FloatBytes.of("int8")).hasMessageContaining("neither float32 nor float16");
    }
}
