package dev.vlmstream.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Recorded: NumPy's mean and {@code var(ddof=1)}, and statsmodels' {@code proportion_confint(p * m, m, method="wilson")}
 * with m = p (1 − p) n / var.
 */
class GradesTest {
    static Stream<JsonNode> recorded() {
        return Recorded.lines("recorded/graded.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void meanAndIntervalAreThoseOfStatsmodels(JsonNode recorded) {
        CorrectCount count = CorrectCount.NONE;
        for (JsonNode grade : recorded.get("grades")) {
            count = count.addGrade(GradeMoments.billionths(grade.doubleValue()));
        }
        Interval interval = count.interval().orElseThrow();
        assertThat(count.accuracy().orElseThrow())
                .isCloseTo(recorded.get("accuracy").doubleValue(), within(1e-9));
        assertThat(interval.low()).isCloseTo(recorded.get("low").doubleValue(), within(1e-7));
        assertThat(interval.high()).isCloseTo(recorded.get("high").doubleValue(), within(1e-7));
    }

    @Test
    void theOrderOfAddingAndTheGroupingChangeNothing() {
        Random random = new Random(1);
        List<Integer> grades = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            grades.add(GradeMoments.billionths(random.nextDouble()));
        }
        CorrectCount forwards = sum(grades);
        Collections.shuffle(grades, random);
        assertThat(sum(grades)).isEqualTo(forwards);
        assertThat(sum(grades.subList(0, 1234)).merge(sum(grades.subList(1234, 5000))))
                .isEqualTo(forwards);
    }

    private static CorrectCount sum(List<Integer> grades) {
        CorrectCount count = CorrectCount.NONE;
        for (int grade : grades) {
            count = count.addGrade(grade);
        }
        return count;
    }

    @Test
    void theGradesOfVqaAccuracyAddUpExactly() {
        CorrectCount count = CorrectCount.NONE;
        for (double grade : new double[] {0.3, 0.6, 0.9, 1, 0}) {
            count = count.addGrade(GradeMoments.billionths(grade));
        }
        assertThat(count.accuracy()).hasValue(0.56);
        assertThat(count.correct()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, GradeMoments.WHOLE})
    void wholeGradesAloneStillLeaveDoubt(int grade) {
        CorrectCount count = CorrectCount.NONE.addGrade(grade).addGrade(grade).addGrade(grade);
        CorrectCount plain = new CorrectCount(3, grade == 0 ? 0 : 3);
        assertThat(count.interval()).isEqualTo(plain.interval());
    }

    @Test
    void gradesThatDoNotDifferLeaveTheDoubtThatTheirMeanAllows() {
        CorrectCount count = CorrectCount.NONE;
        for (int i = 0; i < 100; i++) {
            count = count.addGrade(GradeMoments.billionths(1 / 3.0));
        }
        Interval interval = count.interval().orElseThrow();
        assertThat(interval.high() - interval.low()).isGreaterThan(0.15);
        assertThat(CorrectCount.NONE.addGrade(300_000_000).interval()).isPresent();
    }

    @Test
    void rightAndWrongCanBeAddedToGrades() {
        CorrectCount both = new CorrectCount(2, 1).merge(CorrectCount.NONE.addGrade(500_000_000));
        assertThat(both.accuracy()).hasValue(0.5);
        assertThat(both.correct()).isEqualTo(2);
        assertThat(CorrectCount.NONE.merge(CorrectCount.NONE).interval()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void whatIsNoGradeIsRefused(double grade) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GradeMoments.billionths(grade))
                .withMessageContaining("" + grade);
    }
}
