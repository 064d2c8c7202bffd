package dev.vlmstream.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vlmstream.evaluation.metrics.GroupedCounts.CategoryCounts;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairScoreTest {
    private static final int RUNS = 2_000;

    private static CategoryCounts pair(boolean first, boolean second) {
        GroupState group = new GroupState();
        group.add("c", 2, true, first, new BitSet());
        group.add("c", 2, true, second, new BitSet());
        return CategoryCounts.of(group);
    }

    @Test
    void aCategoryHasAHundredForAccAndAHundredForAccPlus() {
        assertThat(PairScore.of(List.of(pair(true, true))).value()).isEqualTo(200);
        assertThat(PairScore.of(List.of(pair(true, false))).value()).isEqualTo(50);
        assertThat(PairScore.of(List.of(pair(false, false))).value()).isZero();
        CategoryCounts both = pair(true, true).merge(pair(false, true));
        assertThat(PairScore.of(List.of(both)).value()).isEqualTo(125);
        assertThat(PairScore.of(List.of(both, pair(true, true))).value()).isEqualTo(325);
        assertThat(PairScore.of(List.of(both, pair(true, true))).groups()).isEqualTo(3);
    }

    @Test
    void withoutGroupsItIsUndefined() {
        assertThat(PairScore.of(List.of())).isEqualTo(new PairScore(null, null, null, 0));
        assertThat(PairScore.of(List.of(CategoryCounts.of(new CorrectCount(5, 3)))))
                .isEqualTo(new PairScore(null, null, null, 0));
    }

    /** Drawn from a known truth: questions of one image are right together more often than by chance. */
    @ParameterizedTest
    @CsvSource({"20, 0.5, 0", "20, 0.8, 0.3", "75, 0.3, 0.5", "200, 0.9, 0.2"})
    void theIntervalHoldsTheTruthAsOftenAsItSays(int groups, double easy, double alike) {
        SplittableRandom random = new SplittableRandom(1234);
        int missed = 0;
        for (int run = 0; run < RUNS; run++) {
            double truth = 0;
            List<CategoryCounts> categories = new ArrayList<>();
            for (int category = 0; category < 10; category++) {
                double p = Math.min(0.98, easy + 0.03 * (category - 5));
                truth += 100 * (p + alike * p + (1 - alike) * p * p);
                categories.add(drawn(groups, p, alike, random));
            }
            PairScore score = PairScore.of(categories);
            missed += truth < score.low() || truth > score.high() ? 1 : 0;
        }
        System.out.printf(
                "MME's score, %d groups, %.1f right, alike %.1f, missed: %.4f%n",
                groups, easy, alike, missed / (double) RUNS);
        assertThat(missed / (double) RUNS).isBetween(0.03, 0.065);
    }

    private static CategoryCounts drawn(int groups, double p, double alike, SplittableRandom random) {
        CategoryCounts counts = CategoryCounts.NONE;
        for (int group = 0; group < groups; group++) {
            boolean common = random.nextDouble() < alike;
            boolean first = random.nextDouble() < p;
            boolean second = common ? first : random.nextDouble() < p;
            counts = counts.merge(pair(first, second));
        }
        return counts;
    }

    @Test
    void groupingsAreFoundByTheirIds() {
        assertThat(Grouping.ids()).containsExactly("circular", "pairs", "whole");
        assertThat(Grouping.of("circular").size(4)).isEqualTo(4);
        assertThat(Grouping.of("circular").size(0)).isNull();
        assertThat(Grouping.of("pairs").size(0)).isEqualTo(2);
        assertThat(Grouping.of("pairs").category("code_reasoning")).isEqualTo("cognition/code_reasoning");
        assertThat(Grouping.of("pairs").category("perception/OCR")).isEqualTo("perception/OCR");
        assertThat(Grouping.known(null)).isEqualTo(Grouping.WHOLE);
        assertThat(Grouping.known("of tomorrow")).isEqualTo(Grouping.WHOLE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Grouping.of("square"))
                .withMessage("unknown grouping 'square'; known groupings: circular, pairs, whole");
    }
}
