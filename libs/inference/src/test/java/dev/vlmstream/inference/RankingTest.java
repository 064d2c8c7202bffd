package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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

    @Test
    void ordersAnyNumbersAsComparingThemDoes() {
        float[] special = {
            0f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, Float.MIN_VALUE, -1e-30f, -2f
        };
        Random random = new Random(1);
        float[] scores = new float[500];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = i < special.length ? special[i] : (float) random.nextGaussian();
        }
        List<String> names =
                IntStream.range(0, scores.length).mapToObj(String::valueOf).toList();
        List<Integer> expected = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(
                                i -> Float.isNaN(scores[i]) ? Double.MAX_VALUE * 2 : -(scores[i] + 0.0))
                        .thenComparing(i -> Float.isNaN(scores[i])))
                .toList();
        assertThat(indexes(Ranking.top(scores, names, scores.length))).containsExactlyElementsOf(expected);
    }
}
