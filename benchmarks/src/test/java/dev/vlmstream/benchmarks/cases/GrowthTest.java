package dev.vlmstream.benchmarks.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GrowthTest {
    @Test
    void anExponentIsTheSlopeOfTheLogarithms() {
        assertThat(Growth.exponent(3, 30, 300, 3000)).isCloseTo(1, within(1e-12));
        assertThat(Growth.exponent(5, 5, 5)).isCloseTo(0, within(1e-12));
        assertThat(Growth.exponent(2, 200)).isCloseTo(2, within(1e-12));
        // 0, 0, 1 at -1, 0, 1
        assertThat(Growth.exponent(1, 1, 10)).isCloseTo(0.5, within(1e-12));
    }
}
