package dev.vlmstream.evaluation.statistics;

import static dev.vlmstream.evaluation.statistics.Near.assertNear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.Wilson;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * recorded/confidence_sequence.jsonl: SciPy 1.17.1, {@code optimize.brentq} on either side of correct / n for the root of
 * {@code special.betaln(correct + 1, n - correct + 1) - xlogy(correct, p) - xlog1py(n - correct, -p) - log(1 / (1 -
 * confidence))}.
 */
class ConfidenceSequenceTest {
    private final ConfidenceSequence sequence = new ConfidenceSequence(0.95);

    static Stream<JsonNode> recorded() {
        return Recorded.lines("recorded/confidence_sequence.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void equalsWhatScipySays(JsonNode recorded) {
        Interval interval = new ConfidenceSequence(recorded.get("confidence").doubleValue())
                .at(recorded.get("correct").longValue(), recorded.get("n").longValue())
                .orElseThrow();
        assertNear(interval.low(), recorded.get("low"));
        assertNear(interval.high(), recorded.get("high"));
    }

    @ParameterizedTest
    @CsvSource({"49999, 50000", "0, 50000", "25000, 50000", "600000, 2000000"})
    void safetyAtAllTimesIsPaidForWithWidth(long correct, long n) {
        Interval always = sequence.at(correct, n).orElseThrow();
        Interval once = Wilson.interval(correct, n).orElseThrow();
        assertThat(always.low()).isLessThanOrEqualTo(once.low());
        assertThat(always.high()).isGreaterThanOrEqualTo(once.high());
    }

    @Test
    void itIsNeverNarrowerThanWilsonsHoweverFewTheItems() {
        for (long n = 1; n <= 120; n++) {
            for (long correct = 0; correct <= n; correct++) {
                safetyAtAllTimesIsPaidForWithWidth(correct, n);
            }
        }
    }

    @Test
    void nothingAndEverythingReachTheEnds() {
        assertThat(sequence.at(0, 9).orElseThrow().low()).isZero();
        assertThat(sequence.at(9, 9).orElseThrow().high()).isOne();
    }

    @Test
    void ofNothingItIsUndefined() {
        assertThat(sequence.at(0, 0)).isEmpty();
    }

    @Test
    void impossibleNumbersAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> sequence.at(2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> sequence.at(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ConfidenceSequence(1));
    }
}
