package dev.vlmstream.inference.likelihood;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LogSumExpTest {

    private static final Offset<Double> TOLERANCE = Offset.offset(5e-6);

    private final LogSumExp logSumExp = new LogSumExp();

    private static double inDoublePrecision(float[] values) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            largest = Math.max(largest, value);
        }
        double sum = 0;
        for (float value : values) {
            sum += Math.exp(value - largest);
        }
        return largest + Math.log(sum);
    }

    @Test
    void isThatOfDoublePrecisionForVocabulariesOfAllSizesAndSpreads() {
        Random random = new Random(7);
        for (int words : new int[] {1, 5, 1023, 1024, 2562, 32064, 152_000}) {
            for (float spread : new float[] {0, 0.1f, 1, 10, 100}) {
                float[] logits = new float[words];
                for (int i = 0; i < words; i++) {
                    logits[i] = (float) random.nextGaussian() * spread;
                }
                assertThat(logSumExp.of(logits))
                        .as(words + " words, spread " + spread)
                        .isCloseTo(inDoublePrecision(logits), TOLERANCE);
            }
        }
    }

    @Test
    void wordsThatAreRuledOutAddNothing() {
        float[] logits = new float[2048];
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        logits[3] = 2;
        logits[2000] = 2;
        assertThat(logSumExp.of(logits)).isCloseTo(2 + Math.log(2), TOLERANCE);
    }
}
