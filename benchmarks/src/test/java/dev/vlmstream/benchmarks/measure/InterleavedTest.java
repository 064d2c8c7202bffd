package dev.vlmstream.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.benchmarks.measure.Side.Round;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterleavedTest {
    private final List<String> order = new ArrayList<>();

    private Side side(String name, double... seconds) {
        return new Side() {
            private int round;

            @Override
            public String name() {
                return name;
            }

            @Override
            public Round round() {
                order.add(name);
                return new Round(10, seconds[round++]);
            }
        };
    }

    @Test
    void sidesTakeTurns() {
        Interleaved.measure(List.of(side("a", 1, 1), side("b", 1, 1)), 2, "items/s", line -> {});
        assertThat(order).containsExactly("a", "b", "a", "b");
    }

    @Test
    void ratesAreItemsASecondOfEachRound() {
        List<Rates> rates = Interleaved.measure(List.of(side("a", 1, 10, 5)), 3, "items/s", line -> {});
        assertThat(rates.get(0).samples()).containsExactly(10.0, 1.0, 2.0);
        assertThat(rates.get(0).median()).isEqualTo(2.0);
        assertThat(rates.get(0).min()).isEqualTo(1.0);
        assertThat(rates.get(0).max()).isEqualTo(10.0);
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(new Rates("a", "items/s", List.of(1.0, 9.0, 2.0, 4.0)).median())
                .isEqualTo(3.0);
    }

    @Test
    void aRoundWithoutItemsIsRefused() {
        assertThatThrownBy(() -> new Round(0, 1)).hasMessageContaining("got 0 items");
    }

    @Test
    void agreementIsTheShareOfEqualNumbers() {
        assertThat(WorkAgreement.of(List.of(1.0, 2.0, 300.0, 4.0), List.of(1.0, 2.5, 300.000001, 4.0)))
                .isEqualTo(0.75);
    }

    @Test
    void nothingAgreesWhereOneSideDidLess() {
        assertThat(WorkAgreement.of(List.of(1.0, 2.0), List.of(1.0))).isZero();
    }
}
