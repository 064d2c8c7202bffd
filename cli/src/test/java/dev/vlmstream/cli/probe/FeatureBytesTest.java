package dev.vlmstream.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.CommandFailure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class FeatureBytesTest {
    private static float half(int bits) {
        ByteBuffer bytes = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
        return FeatureBytes.read("float16", bytes.putShort(0, (short) bits))[0];
    }

    /** The values of IEEE 754's binary16. */
    @Test
    void halvesAreReadToTheirEnds() {
        assertThat(half(0x3c00)).isEqualTo(1);
        assertThat(half(0xc000)).isEqualTo(-2);
        assertThat(half(0x7bff)).isEqualTo(65504);
        assertThat(half(0x0001)).isEqualTo((float) Math.pow(2, -24));
        assertThat(half(0x3555)).isEqualTo(0.33325195f);
        assertThat(half(0x7c00)).isInfinite();
    }

    @Test
    void anotherDtypeIsNamed() {
        assertThatThrownBy(() -> FeatureBytes.read("int8", ByteBuffer.allocate(1)))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("dtype int8");
    }
}
