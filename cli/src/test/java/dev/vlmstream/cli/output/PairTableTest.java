package dev.vlmstream.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.rest.metrics.PairedMetrics;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairTableTest {
    @Test
    void theColumnsOfOnePairHaveTheModelsNames() {
        assertThat(PairTable.of(List.of(pair("vlm", "clip")), "run", "run").header())
                .containsSubsequence("vlm", "clip", "difference", "only vlm", "only clip");
    }

    @Test
    void ofOneModelInTwoRunsTheyHaveTheRuns() {
        assertThat(PairTable.of(List.of(pair("vlm", "vlm")), "plain", "reworded")
                        .header())
                .containsSubsequence("plain", "reworded", "difference", "only plain", "only reworded");
    }

    @Test
    void severalPairsHaveTheirNamesInTheirRows() {
        assertThat(PairTable.of(List.of(pair("a", "b"), pair("a", "c")), "run", "run")
                        .header())
                .contains("first", "second", "only first", "only second");
    }

    @Test
    void theDirectionOfADifferenceIsSaidInWords() {
        assertThat(PairTable.direction(List.of(pair("vlm", "vlm")), "plain", "reworded"))
                .startsWith("difference: plain minus reworded,");
        assertThat(PairTable.direction(List.of(pair("vlm", "clip")), "run", "run"))
                .startsWith("difference: vlm minus clip,")
                .endsWith("above 0, vlm is right more often");
        assertThat(PairTable.direction(List.of(pair("a", "b"), pair("a", "c")), "run", "run"))
                .startsWith("difference: first minus second,");
    }

    @Test
    void differencesHaveThePagesSigns() {
        assertThat(PairTable.points(-0.013)).isEqualTo("−1.3");
        assertThat(PairTable.points(0.1)).isEqualTo("+10.0");
        assertThat(PairTable.points(-0.0001)).isEqualTo("0.0");
    }

    private static PairedMetrics pair(String first, String second) {
        return new PairedMetrics(
                first, second, List.of(), null, 10, 4, 3, 1, 2, 0.2, 0.0, 0.4, 0.6, null, 0.6, 0.1, 0.9, 40L);
    }
}
