package dev.vlmstream.scoring.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimeStepsTest {
    @Test
    void whatIsCountedUpToTheEndOfAStepIsExactInWhateverOrderItCame() {
        Random random = new Random(5);
        // Two bursts with a long break between them, and a wide spread.
        long[] times = LongStream.range(0, 60_000)
                .map(i -> random.nextInt(3) == 0 ? random.nextLong(1_000_000_000L) : random.nextInt(100_000))
                .toArray();
        TimeSteps steps = new TimeSteps();
        for (long time : times) {
            steps.add(time, CorrectCount.NONE.add(time % 3 == 0));
        }

        List<TimeSteps.TimedCount> found = steps.steps();

        assertThat(found).hasSizeBetween(400, 4096);
        CorrectCount sum = CorrectCount.NONE;
        for (int i = 0; i < found.size(); i++) {
            TimeSteps.TimedCount step = found.get(i);
            sum = sum.merge(step.count());
            if (i % 100 == 0 || i == found.size() - 1) {
                assertThat(sum.n())
                        .isEqualTo(LongStream.of(times)
                                .filter(t -> t <= step.end())
                                .count());
                assertThat(sum.correct())
                        .isEqualTo(LongStream.of(times)
                                .filter(t -> t <= step.end() && t % 3 == 0)
                                .count());
            }
        }
        assertThat(sum.n()).isEqualTo(60_000);
    }
}
