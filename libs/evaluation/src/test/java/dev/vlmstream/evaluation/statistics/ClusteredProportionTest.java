package dev.vlmstream.evaluation.statistics;

import static dev.vlmstream.evaluation.statistics.Near.assertNear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.Wilson;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * recorded/clustered.jsonl: statsmodels 0.15.0, {@code OLS(y, ones).fit(cov_type="cluster", cov_kwds={"groups": g})}
 * for the standard error, {@code proportion_confint(p * e, e, method="wilson")} with e = p (1 − p) / se² for the
 * interval, at the alpha whose normal quantile is SciPy 1.17.1's {@code t.ppf(0.5 + confidence / 2, G - 1)}. Clusters
 * are [items, right].
 */
class ClusteredProportionTest {
    static Stream<JsonNode> recorded() {
        return Recorded.lines("recorded/clustered.jsonl").stream();
    }

    private static ClusteredProportion clusters(JsonNode clusters) {
        ClusteredProportion proportion = ClusteredProportion.NONE;
        for (JsonNode cluster : clusters) {
            proportion = proportion.add(
                    new CorrectCount(cluster.get(0).longValue(), cluster.get(1).longValue()));
        }
        return proportion;
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void equalsWhatStatsmodelsSays(JsonNode recorded) {
        ClusteredProportion proportion = clusters(recorded.get("clusters"));
        Interval interval =
                proportion.interval(recorded.get("confidence").doubleValue()).orElseThrow();
        assertNear(proportion.accuracy(), recorded.get("accuracy"));
        assertNear(proportion.standardError(), recorded.get("se"));
        assertNear(proportion.designEffect(), recorded.get("deff"));
        assertNear(interval.low(), recorded.get("low"));
        assertNear(interval.high(), recorded.get("high"));
    }

    @Test
    void ofFewerThanTwoClustersItsErrorIsUndefined() {
        ClusteredProportion one = ClusteredProportion.NONE.add(new CorrectCount(5, 2));
        assertThat(ClusteredProportion.NONE.accuracy()).isEmpty();
        assertThat(one.accuracy()).hasValue(0.4);
        assertThat(one.standardError()).isEmpty();
        assertThat(one.designEffect()).isEmpty();
        assertThat(one.interval()).isEmpty();
    }

    @Test
    void whereEverythingIsRightTheIntervalIsStillOne() {
        Interval interval = ClusteredProportion.NONE
                .add(new CorrectCount(4, 4))
                .add(new CorrectCount(4, 4))
                .interval()
                .orElseThrow();
        assertThat(interval.high()).isOne();
        assertThat(interval.low())
                .isLessThan(Wilson.interval(8, 8).orElseThrow().low());
    }

    @Test
    void addingAndMergingGiveTheSameInAnyOrder() {
        CorrectCount[] clusters = {
            new CorrectCount(3, 1), new CorrectCount(0, 0), new CorrectCount(2, 2), new CorrectCount(7, 4)
        };
        ClusteredProportion left = ClusteredProportion.NONE.add(clusters[0]).add(clusters[1]);
        ClusteredProportion right = ClusteredProportion.NONE.add(clusters[3]).add(clusters[2]);
        assertThat(left.merge(right)).isEqualTo(right.merge(left));
        assertThat(left.merge(right).clusters()).isEqualTo(3);
    }

    @Test
    void impossibleNumbersAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ClusteredProportion(2, 1, 1, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> ClusteredProportion.NONE.interval(1));
    }
}
