package dev.vlmstream.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** recorded/holm.jsonl: statsmodels 0.15.0's {@code multipletests(p, method="holm")}. */
class HolmTest {
    static Stream<JsonNode> recorded() {
        return Recorded.lines("recorded/holm.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void equalsWhatStatsmodelsSays(JsonNode recorded) {
        List<Double> p = Arrays.stream(Near.doubles(recorded.get("p"))).boxed().toList();
        double[] adjusted =
                Holm.adjusted(p).stream().mapToDouble(Double::doubleValue).toArray();
        assertThat(adjusted).containsExactly(Near.doubles(recorded.get("adjusted")), within(1e-9));
    }

    @Test
    void whatIsNoProbabilityIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Holm.adjusted(List.of(0.1, Double.NaN)))
                .withMessage("p must be between 0 and 1, got [0.1, NaN]");
    }
}
