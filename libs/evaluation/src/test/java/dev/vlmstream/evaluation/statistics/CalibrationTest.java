package dev.vlmstream.evaluation.statistics;

import static dev.vlmstream.evaluation.statistics.Near.assertNear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import java.util.List;
import java.util.Random;
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
        Calibration calibration = new Calibration(recorded.get("bins").intValue());
        for (int i = 0; i < recorded.get("right").size(); i++) {
            calibration.add(
                    recorded.get("confidences").get(i).doubleValue(),
                    recorded.get("right").get(i).booleanValue());
        }
        assertNear(calibration.expectedError(), recorded.get("ece"));
        assertNear(calibration.brier(), recorded.get("brier"));
    }

    @Test
    void withoutAnswersBothAreUndefined() {
        Calibration none = new Calibration(2);
        assertThat(none.expectedError()).isEmpty();
        assertThat(none.brier()).isEmpty();
        assertThat(none.bins()).hasSize(2).allMatch(bin -> bin.gap().isEmpty());
    }

    @Test
    void aBinHasItsUpperEnd() {
        var bins = new Calibration(2).add(0, false).add(0.5, true).add(1, true).bins();
        assertThat(bins).extracting(bin -> bin.count().n()).containsExactly(2L, 1L);
        assertThat(bins.get(0).gap()).hasValue(0.25);
    }

    /** Most confidences are high, as those of models that choose between few classes. */
    @Test
    void binsOfEqualMassHaveAboutAsManyAnswers() {
        Random random = new Random(3);
        Calibration calibration = new Calibration(15);
        for (int i = 0; i < 1000; i++) {
            double confidence = 1 - Math.pow(random.nextDouble(), 3);
            calibration.add(confidence, random.nextDouble() < confidence);
        }

        List<Calibration.Bin> bins = calibration.equalMassBins(10, 20);

        assertThat(bins).hasSizeBetween(8, 10);
        assertThat(bins).allMatch(bin -> bin.count().n() >= 20 && bin.count().n() <= 250);
        assertThat(bins.stream().mapToLong(bin -> bin.count().n()).sum()).isEqualTo(1000);
        assertThat(bins).extracting(Calibration.Bin::low).isSorted();
        assertThat(new Calibration(15).add(0.9, true).add(0.2, false).equalMassBins(10, 20))
                .singleElement()
                .satisfies(bin -> assertThat(bin.count().n()).isEqualTo(2));
        assertThat(new Calibration(15).equalMassBins(10, 20)).isEmpty();
    }

    @Test
    void anyOrderGivesTheSameToTheLastDigit() {
        Random random = new Random(5);
        Calibration forwards = new Calibration(15);
        Calibration backwards = new Calibration(15);
        double[] confidences = random.doubles(1000).toArray();
        for (int i = 0; i < confidences.length; i++) {
            int last = confidences.length - 1 - i;
            forwards.add(confidences[i], i % 3 == 0);
            backwards.add(confidences[last], last % 3 == 0);
        }
        assertThat(backwards.bins()).isEqualTo(forwards.bins());
        assertThat(backwards.expectedError()).isEqualTo(forwards.expectedError());
        assertThat(backwards.brier()).isEqualTo(forwards.brier());
    }

    @Test
    void impossibleNumbersAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Calibration(2).add(1.1, true));
        assertThatIllegalArgumentException().isThrownBy(() -> new Calibration(2).add(Double.NaN, true));
        assertThatIllegalArgumentException().isThrownBy(() -> new Calibration(0));
    }
}
