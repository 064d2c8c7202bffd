package dev.vlmstream.inference.sentence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Two tokens of two numbers, and one of padding that must not count. */
class PoolingTest {

    private static final float[] STATES = {3, 0, 0, 4, 100, 100};
    private static final long[] MASK = {9, 1, 1, 0};

    private static float[] pool(Pooling pooling) {
        return pooling.pool(STATES, MASK, 1, 3);
    }

    @Test
    void eachPoolingTakesItsTokens() {
        assertThat(pool(Pooling.CLS)).containsExactly(1, 0);
        assertThat(pool(Pooling.LASTTOKEN)).containsExactly(0, 1);
        assertThat(pool(Pooling.MEAN)).containsExactly(0.6f, 0.8f);
        assertThat(pool(Pooling.MEAN_SQRT_LEN)).containsExactly(0.6f, 0.8f);
        assertThat(pool(Pooling.MAX)).containsExactly(0.6f, 0.8f);
        assertThat(Pooling.MAX.pool(new float[] {-3, -4, 0, 0}, new long[] {1, 0}, 0, 2))
                .containsExactly(-0.6f, -0.8f);
    }

    @Test
    void nothingHasNoDirection() {
        assertThat(Pooling.normalised(new double[2])).containsExactly(0, 0);
    }
}
