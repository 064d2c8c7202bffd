package dev.vlmstream.evaluation.statistics;

import static dev.vlmstream.evaluation.statistics.Near.assertNear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import dev.vlmstream.evaluation.metrics.ClassTally;
import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.metrics.GradeMoments;
import dev.vlmstream.evaluation.metrics.Interval;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * recorded/mean_recall.jsonl: NumPy 2.4.6's {@code var(ddof=1)} of each class's items, SciPy 1.17.1's {@code t.ppf}, and
 * statsmodels 0.15.0's {@code proportion_confint(…, "wilson")} at the effective number of items; classes are [items, right].
 * record.py beside it made it. {@link SimulationTest} shows that the intervals hold the truth.
 */
class MeanRecallTest {
    static Stream<JsonNode> recorded() {
        return Recorded.lines("recorded/mean_recall.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void isTheIntervalOfAMeanOverStrata(JsonNode recorded) {
        ClassTally tally = tally(recorded.get("classes"));
        Interval interval = MeanRecall.interval(
                        tally, recorded.get("confidence").doubleValue())
                .orElseThrow();
        assertNear(tally.meanRecall(), recorded.get("mean"));
        assertNear(interval.low(), recorded.get("low"));
        assertNear(interval.high(), recorded.get("high"));
    }

    private static ClassTally tally(JsonNode classes) {
        Map<String, CorrectCount> counts = new TreeMap<>();
        for (JsonNode count : classes) {
            counts.put(
                    "class " + counts.size(),
                    new CorrectCount(count.get(0).longValue(), count.get(1).longValue()));
        }
        return new ClassTally(counts);
    }

    @Test
    void withOneItemAClassItIsAsWideAsTheAccuracys() {
        Map<String, CorrectCount> classes = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            classes.put("class " + i, new CorrectCount(1, i % 2));
        }
        Interval interval = MeanRecall.interval(new ClassTally(classes)).orElseThrow();
        assertThat(interval.low()).isBetween(0.40, 0.41);
        assertThat(interval.high()).isBetween(0.59, 0.60);
    }

    @Test
    void partCreditVariesAsLittleAsItsGrades() {
        CorrectCount near = grades(0.5, 0.6, 0.5, 0.6);
        CorrectCount far = grades(0.1, 1, 0.1, 1);
        assertThat(width(near)).isLessThan(width(far));
        assertThat(width(grades(1, 0, 1, 1))).isEqualTo(width(new CorrectCount(4, 3)));
        // That grades do not differ is no proof that they never will.
        assertThat(width(grades(0.5, 0.5))).isGreaterThan(0.5);
    }

    private static double width(CorrectCount count) {
        Interval interval = MeanRecall.interval(new ClassTally(Map.of("a", count, "b", count)))
                .orElseThrow();
        return interval.high() - interval.low();
    }

    private static CorrectCount grades(double... grades) {
        CorrectCount count = CorrectCount.NONE;
        for (double grade : grades) {
            count = count.addGrade(GradeMoments.billionths(grade));
        }
        return count;
    }

    @Test
    void withoutItemsItIsUndefined() {
        for (ClassTally none : List.of(ClassTally.NONE, new ClassTally(Map.of("a", CorrectCount.NONE)))) {
            assertThat(MeanRecall.interval(none)).isEmpty();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> MeanRecall.interval(ClassTally.NONE, 1));
    }
}
