package dev.vlmstream.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against recorded/wilson.jsonl, written with statsmodels 0.15.0: {@code proportion_confint(correct, n, alpha=1 -
 * confidence, method="wilson")}, each line checked against SciPy 1.17.1: {@code binomtest(correct,
 * n).proportion_ci(confidence, method="wilson")}.
 */
class WilsonTest {
    static Stream<JsonNode> recorded() {
        return Recorded.lines("recorded/wilson.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void equalsWhatStatsmodelsAndScipySay(JsonNode recorded) {
        Interval interval = Wilson.interval(
                        recorded.get("correct").longValue(),
                        recorded.get("n").longValue(),
                        recorded.get("confidence").doubleValue())
                .orElseThrow();
        assertThat(interval.low()).isCloseTo(recorded.get("low").doubleValue(), within(1e-12));
        assertThat(interval.high()).isCloseTo(recorded.get("high").doubleValue(), within(1e-12));
    }

    @Test
    void theDefaultIs95Percent() {
        assertThat(Wilson.interval(34, 398)).isEqualTo(Wilson.interval(34, 398, 0.95));
    }

    @Test
    void nothingAndEverythingReachTheEndsExactly() {
        for (long n : new long[] {1, 3, 7, 398, 50_000}) {
            assertThat(Wilson.interval(0, n).orElseThrow().low()).isZero();
            assertThat(Wilson.interval(n, n).orElseThrow().high()).isEqualTo(1);
        }
    }

    @Test
    void ofNothingItIsUndefined() {
        assertThat(Wilson.interval(0, 0)).isEmpty();
    }

    @Test
    void impossibleNumbersAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Wilson.interval(2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Wilson.interval(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Wilson.interval(1, 2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Interval(0.6, 0.5));
    }

    /** SciPy's {@code norm.ppf}. */
    @ParameterizedTest
    @CsvSource({
        "0.975, 1.959963984540054",
        "0.95, 1.6448536269514722",
        "0.995, 2.5758293035489004",
        "0.5, 0.0",
        "0.3, -0.5244005127080409",
        "0.01, -2.3263478740408408",
        "1e-20, -9.262340089798409"
    })
    void quantilesAreScipys(double p, double z) {
        assertThat(Normal.quantile(p)).isCloseTo(z, within(1e-13));
    }
}
