package dev.vlmstream.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import java.util.stream.Stream;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * recorded/distributions.jsonl: SciPy 1.17.1's {@code special.gammaln(a)}, {@code special.betainc(a, b, x)} and {@code
 * stats.t.ppf(0.5 + confidence / 2, df)}.
 */
class DistributionsTest {
    static Stream<JsonNode> recorded() {
        return Recorded.lines("recorded/distributions.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void equalWhatScipySays(JsonNode recorded) {
        double expected = recorded.get("value").doubleValue();
        assertThat(value(recorded)).isCloseTo(expected, within(1e-10 * Math.max(1, Math.abs(expected))));
    }

    private static double value(JsonNode recorded) {
        return switch (recorded.get("of").textValue()) {
            case "gammaln" -> LogGamma.value(recorded.get("a").doubleValue());
            case "betainc" ->
                RegularizedBeta.value(
                        recorded.get("x").doubleValue(),
                        recorded.get("a").doubleValue(),
                        recorded.get("b").doubleValue());
            default ->
                StudentT.critical(
                        recorded.get("confidence").doubleValue(),
                        recorded.get("df").doubleValue());
        };
    }
}
