package dev.vlmstream.evaluation.statistics;

import static dev.vlmstream.evaluation.statistics.Near.assertNear;
import static dev.vlmstream.evaluation.statistics.Near.doubles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * recorded/correlation.jsonl: SciPy 1.17.1's {@code pearsonr} and {@code spearmanr}, over vectors with and without ties
 * and of very different sizes; null where SciPy gives NaN or refuses: constant vectors, fewer than two pairs. The interval
 * is the cited formula with SciPy's {@code norm.ppf} and NumPy's {@code arctanh}; null for fewer than four pairs and ±1.
 */
class CorrelationTest {
    static Stream<JsonNode> recorded() {
        return Recorded.lines("recorded/correlation.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void equalsWhatScipySays(JsonNode recorded) {
        double[] x = doubles(recorded.get("x"));
        double[] y = doubles(recorded.get("y"));
        assertNear(Correlation.pearson(x, y), recorded.get("pearson"));
        assertNear(Correlation.spearman(x, y), recorded.get("spearman"));
        Optional<Bounds> interval = Correlation.spearmanInterval(x, y);
        assertNear(bound(interval, Bounds::low), recorded.get("low"));
        assertNear(bound(interval, Bounds::high), recorded.get("high"));
    }

    private static OptionalDouble bound(Optional<Bounds> interval, ToDoubleFunction<Bounds> end) {
        return interval.stream().mapToDouble(end).findFirst();
    }

    @Test
    void withAConstantVectorItIsUndefined() {
        double[] allZero = new double[196];
        double[] counts = new double[196];
        counts[3] = 17;
        assertThat(Correlation.pearson(counts, allZero)).isEmpty();
        assertThat(Correlation.spearman(allZero, counts)).isEmpty();
    }

    @Test
    void bothZerosAreOneTie() {
        double[] y = {0.3, 0.1, 0.4, 0.2, 0.5};
        assertThat(Correlation.spearman(new double[] {10, 5, 10, -0.0, 0.0}, y))
                .isEqualTo(Correlation.spearman(new double[] {10, 5, 10, 0.0, 0.0}, y));
    }

    @Test
    void impossibleVectorsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Correlation.pearson(new double[2], new double[3]))
                .withMessage("correlation needs vectors of one length, got 2 and 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Correlation.spearman(new double[] {1, Double.NaN}, new double[2]))
                .withMessage("correlation needs finite values, got NaN");
    }
}
