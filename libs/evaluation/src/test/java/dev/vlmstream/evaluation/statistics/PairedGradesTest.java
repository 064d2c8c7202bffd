package dev.vlmstream.evaluation.statistics;

import static dev.vlmstream.evaluation.statistics.Near.assertNear;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.metrics.GradeMoments;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pairs recorded with SciPy's {@code ttest_rel(first, second)} and its {@code confidence_interval(0.95)}, clusters with
 * statsmodels as {@link ClusteredProportionTest} has it.
 */
class PairedGradesTest {
    static Stream<JsonNode> pairs() {
        return Recorded.lines("recorded/paired_grades.jsonl").stream();
    }

    static Stream<JsonNode> clusters() {
        return Recorded.lines("recorded/clustered_grades.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void equalsScipysPairedTest(JsonNode recorded) {
        PairedGrades pairs = PairedGrades.NONE;
        for (int i = 0; i < recorded.get("first").size(); i++) {
            pairs = pairs.add(
                    GradeMoments.billionths(recorded.get("first").get(i).doubleValue()),
                    GradeMoments.billionths(recorded.get("second").get(i).doubleValue()));
        }
        assertNear(pairs.difference(), recorded.get("difference"));
        assertNear(pairs.pValue(), recorded.get("p"));
        Bounds bounds = pairs.interval().orElseThrow();
        assertNear(bounds.low(), recorded.get("low"));
        assertNear(bounds.high(), recorded.get("high"));
    }

    @Test
    void whereNothingDiffersOrThereIsOneItemTheTestIsUndefined() {
        assertThat(PairedGrades.NONE.difference()).isEmpty();
        assertThat(PairedGrades.NONE.add(1, 0).interval()).isEmpty();
        PairedGrades same = PairedGrades.NONE.add(300_000_000, 300_000_000).add(0, 0);
        assertThat(same.difference()).hasValue(0);
        assertThat(same.pValue()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("clusters")
    void clustersOfGradesAreWhatStatsmodelsSays(JsonNode recorded) {
        ClusteredProportion all = ClusteredProportion.NONE;
        for (JsonNode cluster : recorded.get("clusters")) {
            CorrectCount count = CorrectCount.NONE;
            for (JsonNode grade : cluster) {
                count = count.addGrade(GradeMoments.billionths(grade.doubleValue()));
            }
            all = all.add(count);
        }
        assertNear(all.accuracy(), recorded.get("accuracy"));
        assertNear(all.standardError(), recorded.get("se"));
        assertNear(all.interval().orElseThrow().low(), recorded.get("low"));
        assertNear(all.interval().orElseThrow().high(), recorded.get("high"));
    }
}
