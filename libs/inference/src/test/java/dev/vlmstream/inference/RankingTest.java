package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RankingTest {

    private static List<Integer> indexes(List<RankedClass> top) {
        return top.stream().map(RankedClass::index).toList();
    }

    @Test
    void putsTheBestFirstAndTheLowerIndexFirstAmongEquals() {
        List<RankedClass> top = Ranking.top(new float[] {1, 3, 3, 2}, List.of("a", "b", "c", "d"), 3);
        assertThat(indexes(top)).containsExactly(1, 2, 3);
    }

    @Test
    void givesANameThatOccursTwiceOnePlace() {
        List<String> names = List.of("missile", "crane", "missile", "ant");
        List<RankedClass> top = Ranking.top(new float[] {1, 2, 5, 0}, names, 3);
        assertThat(indexes(top)).containsExactly(2, 1, 3);
        assertThat(top.get(0)).isEqualTo(new RankedClass(2, "missile", 5));
    }

    @Test
    void givesAsManyAsThereAre() {
        assertThat(Ranking.top(new float[] {1, 2}, List.of("a", "b"), 5)).hasSize(2);
        assertThat(Ranking.top(new float[] {1, 2}, List.of("a", "b"), 0)).isEmpty();
    }

    @Test
    void putsWhatIsNotANumberLast() {
        float[] scores = {Float.NaN, Float.NEGATIVE_INFINITY, 0};
        assertThat(indexes(Ranking.top(scores, List.of("a", "b", "c"), 3))).containsExactly(2, 1, 0);
    }

    @Test
    void refusesNamesThatDoNotFitTheScores() {
        assertThatThrownBy(() -> Ranking.top(new float[3], List.of("a"), 1)).hasMessage("3 scores for 1 class names");
    }

    @Test
    void confidenceIsTheFirstOnesShareAmongAll() {
        List<String> names = List.of("a", "b", "c");
        float[] logits = {(float) Math.log(2), (float) Math.log(5), 0};
        assertThat(Ranking.confidence(Ranking.top(logits, names, 3)).getAsDouble())
                .isCloseTo(0.625, org.assertj.core.api.Assertions.within(1e-7));
        assertThat(Ranking.confidence(Ranking.top(new float[] {1e30f, 0, Float.NaN}, names, 3)))
                .hasValue(1);
        assertThat(Ranking.confidence(List.of())).isEmpty();
        assertThat(Ranking.confidence(Ranking.top(new float[] {Float.NaN}, List.of("a"), 1)))
                .isEmpty();
    }
}
