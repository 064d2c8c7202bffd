package dev.vlmstream.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.statistics.CalibrationSweep.AlphaPoint;
import dev.vlmstream.evaluation.statistics.CalibrationSweep.Calibrated;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationSweepTest {

    private static float[] floats(JsonNode values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values.get(i).doubleValue();
        }
        return floats;
    }

    private static Calibrated sweep(List<float[]> rows, JsonNode labels) {
        MeanLikelihood mean = new MeanLikelihood(rows.get(0).length);
        rows.forEach(mean::add);
        CalibrationSweep sweep = new CalibrationSweep(mean.mean());
        for (int i = 0; i < rows.size(); i++) {
            sweep.add(rows.get(i), labels.get(i).intValue(), "image-" + i);
        }
        return sweep.result();
    }

    @Test
    void countsAsNumpyDoesAtEveryAlphaAndAcrossFolds() {
        JsonNode recorded = Recorded.lines("recorded/calibration_sweep.jsonl").get(0);
        List<float[]> rows = new ArrayList<>();
        recorded.get("likelihoods").forEach(row -> rows.add(floats(row)));

        Calibrated calibrated = sweep(rows, recorded.get("labels"));

        for (JsonNode expected : recorded.get("sweep")) {
            AlphaPoint point = calibrated.points().get(expected.get("alpha").intValue());
            assertThat(point.top1().correct()).isEqualTo(expected.get("top1").longValue());
            assertThat(point.top5().correct()).isEqualTo(expected.get("top5").longValue());
        }
        assertThat(calibrated.crossFittedTop1())
                .isEqualTo(new CorrectCount(
                        rows.size(), recorded.get("cross_fitted_top1").longValue()));
        assertThat(calibrated.best().alpha()).isEqualTo(4);
    }

    @Test
    void amongEqualsTheClassOfTheLowerIndexIsFirst() {
        CalibrationSweep sweep = new CalibrationSweep(new double[] {-1, -1});

        sweep.add(new float[] {-1, -1}, 0, "a");
        sweep.add(new float[] {-1, -1}, 1, "b");

        assertThat(sweep.result().points().get(1).top1()).isEqualTo(new CorrectCount(2, 1));
    }

    @Test
    void refusesValuesOfOtherClasses() {
        CalibrationSweep sweep = new CalibrationSweep(new double[3]);

        assertThatThrownBy(() -> sweep.add(new float[2], 0, "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 likelihoods")
                .hasMessageContaining("3 classes");
        assertThatThrownBy(() -> new MeanLikelihood(3).mean()).hasMessageContaining("undefined");
    }
}
