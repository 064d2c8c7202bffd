package dev.vlmstream.evaluation.statistics;

import static dev.vlmstream.evaluation.statistics.Near.assertNear;
import static dev.vlmstream.evaluation.statistics.Near.doubles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import dev.vlmstream.evaluation.metrics.ClassTally;
import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.statistics.Bootstrap.BootstrapInterval;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * recorded/bootstrap.jsonl: CPython 3.11's {@code random.Random(seed)._randbelow(n)} for the indexes, SciPy 1.17.1's
 * {@code pearsonr} and {@code spearmanr} over them, NumPy 2.4.6's {@code quantile} over what is defined. For
 * recall one {@code random()} a class and the first count whose {@code binom.cdf} is above it; classes are [items, right].
 * record.py beside it made it.
 */
class BootstrapTest {
    static Stream<JsonNode> recorded() {
        return Recorded.lines("recorded/bootstrap.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void givesTheIntervalThatPythonGivesForTheSeed(JsonNode recorded) {
        Bootstrap bootstrap = new Bootstrap(
                recorded.get("seed").longValue(),
                recorded.get("resamples").intValue(),
                recorded.get("confidence").doubleValue());
        BootstrapInterval interval =
                switch (recorded.get("kind").textValue()) {
                    case "pearson" ->
                        bootstrap
                                .pearson(doubles(recorded.get("x")), doubles(recorded.get("y")))
                                .orElseThrow();
                    case "spearman" ->
                        bootstrap
                                .spearman(doubles(recorded.get("x")), doubles(recorded.get("y")))
                                .orElseThrow();
                    default ->
                        bootstrap.meanRecall(tally(recorded.get("classes"))).orElseThrow();
                };
        assertNear(interval.bounds().low(), recorded.get("low"));
        assertNear(interval.bounds().high(), recorded.get("high"));
        assertThat(interval.undefined()).isEqualTo(recorded.get("undefined").intValue());
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
    void whatIsUndefinedHasNoInterval() {
        Bootstrap bootstrap = Bootstrap.of(1);
        assertThat(bootstrap.pearson(new double[0], new double[0])).isEmpty();
        assertThat(bootstrap.spearman(new double[] {1, 2}, new double[] {3, 3})).isEmpty();
        assertThat(bootstrap.meanRecall(ClassTally.NONE)).isEmpty();
        assertThat(bootstrap.interval(3, indexes -> OptionalDouble.empty())).isEmpty();
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Bootstrap(1, 0, 0.95));
        assertThatIllegalArgumentException().isThrownBy(() -> new Bootstrap(1, 10, 0));
    }
}
