package dev.vlmstream.evaluation.statistics;

import static dev.vlmstream.evaluation.statistics.Near.assertNear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * recorded/paired.jsonl: statsmodels 0.15.0's {@code mcnemar(table, exact=True)}, each checked against SciPy 1.17.1's
 * {@code binomtest}; the interval from {@code DescrStatsW([1, -1, 0], weights=[b + 1, c + 1, a + d], ddof=0)}, its mean
 * ± {@code norm.ppf} · sqrt(var / sum_weights); {@code cohens_kappa(table).kappa}. recorded/items_needed.jsonl: the cited formulas with SciPy's {@code
 * norm.ppf}.
 */
class PairedCountsTest {
    static Stream<JsonNode> pairs() {
        return Recorded.lines("recorded/paired.jsonl").stream();
    }

    static Stream<JsonNode> itemsNeeded() {
        return Recorded.lines("recorded/items_needed.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void equalsWhatStatsmodelsAndScipySay(JsonNode recorded) {
        PairedCounts counts = new PairedCounts(
                recorded.get("bothRight").longValue(),
                recorded.get("onlyFirst").longValue(),
                recorded.get("onlySecond").longValue(),
                recorded.get("bothWrong").longValue());
        Bounds interval =
                counts.interval(recorded.get("confidence").doubleValue()).orElseThrow();
        assertNear(counts.mcNemar(), recorded.get("p"));
        assertNear(counts.difference(), recorded.get("difference"));
        assertNear(counts.kappa(), recorded.get("kappa"));
        assertNear(interval.low(), recorded.get("low"));
        assertNear(interval.high(), recorded.get("high"));
    }

    @Test
    void withoutItemsAllIsUndefined() {
        assertThat(PairedCounts.NONE.mcNemar()).isEmpty();
        assertThat(PairedCounts.NONE.difference()).isEmpty();
        assertThat(PairedCounts.NONE.interval()).isEmpty();
        assertThat(PairedCounts.NONE.kappa()).isEmpty();
        assertThat(PairedPower.USUAL.itemsNeeded(PairedCounts.NONE)).isEmpty();
    }

    @Test
    void eachItemIsCountedOnce() {
        PairedCounts counts = PairedCounts.NONE
                .add(true, true)
                .add(true, false)
                .add(true, false)
                .add(false, true)
                .add(false, false);
        assertThat(counts).isEqualTo(new PairedCounts(1, 2, 1, 1));
        assertThat(counts.n()).isEqualTo(5);
        assertThatIllegalArgumentException().isThrownBy(() -> new PairedCounts(0, -1, 0, 0));
    }

    @Test
    void whoCallsEverythingRightAgreesWithOthersAsByLot() {
        PairedCounts oneIsKind = new PairedCounts(60, 40, 0, 0);
        assertThat(oneIsKind.kappa()).hasValue(0);
        assertThat(new PairedCounts(100, 0, 0, 0).kappa()).isEmpty();
        assertThat(new PairedCounts(3_000_000_000L, 0, 0, 3_000_000_000L).kappa())
                .hasValue(1);
    }

    @ParameterizedTest
    @MethodSource("itemsNeeded")
    void itemsNeededAreTheFormulas(JsonNode recorded) {
        PairedPower power = new PairedPower(
                recorded.get("significance").doubleValue(),
                recorded.get("power").doubleValue());
        assertThat(power.itemsNeeded(
                        recorded.get("difference").doubleValue(),
                        recorded.get("discordant").doubleValue()))
                .hasValue(recorded.get("items").longValue());
    }

    @Test
    void itemsNeededAreAskedOfWhatWasSeen() {
        assertThat(PairedPower.USUAL.itemsNeeded(new PairedCounts(40, 15, 5, 40)))
                .isEqualTo(PairedPower.USUAL.itemsNeeded(0.1, 0.2));
    }

    @Test
    void noNumberOfItemsShowsNoDifference() {
        assertThat(PairedPower.USUAL.itemsNeeded(0, 0.3)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PairedPower.USUAL.itemsNeeded(0.2, 0.1))
                .withMessage("the share of discordant items must be between |difference| = 0.2 and 1, got 0.1");
        assertThatIllegalArgumentException().isThrownBy(() -> new PairedPower(0.05, 1));
    }
}
