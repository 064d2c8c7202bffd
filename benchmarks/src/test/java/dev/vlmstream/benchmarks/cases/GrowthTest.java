package dev.vlmstream.benchmarks.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
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

    @Test
    void ofOneRunThereIsNoExponent() {
        assertThat(Growth.table(List.of(new Growth.Run(1000, Map.of("pushed to counted, s", 2.0)))))
                .contains("| pushed to counted, s | 2.000 | – | – |");
    }
}
