package dev.vlmstream.preprocessing.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.preprocessing.pixels.Resizer.Coefficients;
import org.junit.jupiter.api.Test;

class CoefficientsTest {
    private static final long MEBIBYTE = 1 << 20;

    @Test
    void weightsOfThinPicturesAreNotKept() {
        long before = used();
        for (int height = 30_000; height < 30_100; height++) {
            Coefficients.of(height, 224, Resample.BICUBIC, 0, 224);
        }
        assertThat(used() - before).isLessThan(16 * MEBIBYTE);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
