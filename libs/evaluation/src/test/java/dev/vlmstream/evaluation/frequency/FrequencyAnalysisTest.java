package dev.vlmstream.evaluation.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import dev.vlmstream.evaluation.metrics.ClassTally;
import dev.vlmstream.evaluation.metrics.CorrectCount;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * recorded/frequency.jsonl: SciPy 1.17.1's {@code spearmanr} and {@code pearsonr} of count and accuracy, NumPy's means
 * within the study's bins; classes are [count, items, right]. null: undefined.
 */
class FrequencyAnalysisTest {
    static Stream<JsonNode> recorded() {
        return Recorded.lines("recorded/frequency.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void correlationsAndBinsAreScipys(JsonNode recorded) {
        Map<String, Long> counts = new HashMap<>();
        Map<String, CorrectCount> classes = new HashMap<>();
        for (JsonNode of : recorded.get("classes")) {
            String name = "class " + counts.size();
            counts.put(name, of.get(0).longValue());
            classes.put(name, new CorrectCount(of.get(1).longValue(), of.get(2).longValue()));
        }
        FrequencyAnalysis analysis = FrequencyAnalysis.of(counts, new ClassTally(classes));
        assertNear(analysis.spearman(), recorded.get("spearman"));
        assertNear(analysis.pearson(), recorded.get("pearson"));
        assertThat(analysis.spearmanInterval().isPresent())
                .isEqualTo(counts.size() > 3 && analysis.spearman().isPresent());
        assertThat(analysis.bins()).hasSameSizeAs(recorded.get("bins"));
        for (int i = 0; i < analysis.bins().size(); i++) {
            FrequencyAnalysis.FrequencyBin bin = analysis.bins().get(i);
            assertThat(bin.classes())
                    .isEqualTo(recorded.get("bins").get(i).get(0).intValue());
            assertNear(bin.accuracy(), recorded.get("bins").get(i).get(1));
        }
    }

    @Test
    void classesWithoutCountOrItemsTakeNoPart() {
        ClassTally tally = new ClassTally(Map.of(
                "seen", new CorrectCount(4, 1), "uncounted", new CorrectCount(2, 2), "unasked", CorrectCount.NONE));
        FrequencyAnalysis analysis = FrequencyAnalysis.of(Map.of("seen", 3L, "unasked", 9L), tally);
        assertThat(analysis.classes()).isOne();
        assertThat(analysis.bins().get(0).items()).isEqualTo(new CorrectCount(4, 1));
        assertThat(analysis.spearman()).isEmpty();
    }

    private static void assertNear(OptionalDouble actual, JsonNode recorded) {
        assertThat(actual.isPresent()).isEqualTo(!recorded.isNull());
        actual.ifPresent(value -> assertThat(value).isCloseTo(recorded.doubleValue(), within(1e-9)));
    }
}
