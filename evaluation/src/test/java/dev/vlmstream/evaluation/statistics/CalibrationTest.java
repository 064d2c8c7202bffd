package dev.vlmstream.evaluation.statistics;

import static dev.vlmstream.evaluation.statistics.Near.assertNear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * recorded/calibration.jsonl: NumPy 2.4.6, bins by {@code digitize(confidence, arange(1, bins + 1) / bins, right=True)};
 * neither SciPy nor statsmodels has these two. Many confidences lie on an edge.
 */
class CalibrationTest {
    static Stream<JsonNode> recorded() {
        return Recorded.lines("recorded/calibration.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void equalsWhatNumpySays(JsonNode recorded) {
        List<Forecast> forecasts = IntStream.range(0, recorded.get("right").size())
                .mapToObj(i -> new Forecast(
                        recorded.get("confidences").get(i).doubleValue(),
                        recorded.get("right").get(i).booleanValue()))
                .toList();
        assertNear(Calibration.expectedError(forecasts, recorded.get("bins").intValue()), recorded.get("ece"));
        assertNear(Calibration.brier(forecasts), recorded.get("brier"));
    }

    @Test
    void withoutForecastsBothAreUndefined() {
        assertThat(Calibration.expectedError(List.of(), 15)).isEmpty();
        assertThat(Calibration.brier(List.of())).isEmpty();
        assertThat(Calibration.bins(List.of(), 2))
                .hasSize(2)
                .allMatch(bin -> bin.gap().isEmpty());
    }

    @Test
    void aBinHasItsUpperEnd() {
        List<Calibration.Bin> bins =
                Calibration.bins(List.of(new Forecast(0, false), new Forecast(0.5, true), new Forecast(1, true)), 2);
        assertThat(bins).extracting(bin -> bin.count().n()).containsExactly(2L, 1L);
        assertThat(bins.get(0).gap()).hasValue(0.25);
    }

    @Test
    void impossibleNumbersAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Forecast(1.1, true));
        assertThatIllegalArgumentException().isThrownBy(() -> new Forecast(Double.NaN, true));
        assertThatIllegalArgumentException().isThrownBy(() -> Calibration.bins(List.of(), 0));
    }
}
