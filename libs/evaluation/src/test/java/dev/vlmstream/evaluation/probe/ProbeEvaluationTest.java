package dev.vlmstream.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vlmstream.evaluation.probe.ProbeEvaluation.ProbeResult;
import dev.vlmstream.evaluation.sampling.PythonRandom;
import org.junit.jupiter.api.Test;

class ProbeEvaluationTest {
    private static LabelledFeatures noisy(int n, long seed) {
        PythonRandom random = new PythonRandom(seed);
        float[] values = new float[n * 8];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i % 4;
            for (int d = 0; d < 8; d++) {
                values[i * 8 + d] = (float) (random.random() + (d == labels[i] ? 1 : 0));
            }
        }
        return new LabelledFeatures(values, 8, labels);
    }

    private static ProbeResult evaluated(Probe probe) {
        return ProbeEvaluation.of(
                probe, noisy(90, 1), noisy(60, 2), new ProbeRecipe(200, 32, 1e-2, 0.9, 0.999, 1e-8), 5);
    }

    @Test
    void aProbeTwiceTrainedIsTheSameToTheLastDigit() {
        assertThat(evaluated(Probe.linear(8, 4, 7))).isEqualTo(evaluated(Probe.linear(8, 4, 7)));
        assertThat(evaluated(Probe.mlp(8, 4, 7))).isEqualTo(evaluated(Probe.mlp(8, 4, 7)));
    }

    @Test
    void separableClassesAreLearnt() {
        ProbeResult result = evaluated(Probe.linear(8, 4, 7));
        assertThat(result.best().accuracy()).isGreaterThan(0.7);
        assertThat(result.best().interval().low()).isLessThan(result.best().accuracy());
    }

    @Test
    void theEpochThatTheTestItemsChooseIsAtLeastAsGoodAsThatChosenWithoutThem() {
        for (int seed = 0; seed < 20; seed++) {
            ProbeResult result = evaluated(Probe.mlp(8, 4, seed));
            assertThat(result.best().correct())
                    .isGreaterThanOrEqualTo(result.crossFitted().correct())
                    .isGreaterThanOrEqualTo(result.last().correct());
        }
    }

    @Test
    void dataThatDoNotFitAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluated(Probe.linear(8, 3, 7)))
                .withMessage("the probe has 3 classes, got label 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluated(Probe.linear(9, 4, 7)))
                .withMessage("the probe takes vectors of 9, got 8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LabelledFeatures(new float[] {1, Float.NaN}, 2, new int[] {0}))
                .withMessageContaining("row 0 has the value NaN");
    }
}
