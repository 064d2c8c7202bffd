package dev.vlmstream.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.RankedClass;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CandidatesTest {
    private static final List<String> MODEL = List.of("cat", "dog", "cow", "cat");
    private static final float[] SCORES = {0.1f, 0.5f, 0.3f, 0.9f};
    private static final Map<String, Integer> CLASSES = Candidates.indices(List.of("cow", "cat", "dog", "cat"));

    @Test
    void ranksWhatIsOfferedAloneWithIndicesOfTheRun() {
        assertThat(top(List.of("dog", "cow"), 10))
                .containsExactly(new RankedClass(2, "dog", 0.5f), new RankedClass(0, "cow", 0.3f));
    }

    @Test
    void takesTheBestScoreOfANameThatStandsForSeveral() {
        assertThat(top(List.of("dog", "cat"), 10).get(0)).isEqualTo(new RankedClass(1, "cat", 0.9f));
    }

    @Test
    void keepsTheFirstFew() {
        assertThat(top(List.of("cat", "dog", "cow"), 2))
                .extracting(RankedClass::name)
                .containsExactly("cat", "dog");
    }

    @Test
    void putsTheFirstOfferedBeforeItsEquals() {
        Map<String, int[]> places = Candidates.places(List.of("a", "b"));
        assertThat(Candidates.of(List.of("b", "a"), places, Map.of())
                        .rank(new float[] {1, 1}, 2)
                        .best())
                .extracting(RankedClass::name)
                .containsExactly("b", "a");
    }

    @Test
    void aNameThatIsOfferedTwiceCountsOnce() {
        Candidates twice = Candidates.of(List.of("dog", "cow", "dog"), Candidates.places(MODEL), CLASSES);
        Candidates once = Candidates.of(List.of("dog", "cow"), Candidates.places(MODEL), CLASSES);
        assertThat(twice.rank(SCORES, 10)).isEqualTo(once.rank(SCORES, 10));
    }

    @Test
    void confidenceIsAmongAllThatWereOfferedHoweverManyAreKept() {
        Candidates candidates = Candidates.of(List.of("dog", "cow", "cat"), Candidates.places(MODEL), CLASSES);
        assertThat(candidates.rank(SCORES, 1).confidence().getAsDouble())
                .isEqualTo(1 / (1 + Math.exp(0.5f - (double) 0.9f) + Math.exp(0.3f - (double) 0.9f)));
    }

    @Test
    void namesACandidateThatTheModelHasNoScoreFor() {
        assertThatThrownBy(() -> top(List.of("dog", "whale"), 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the model does not know the class \"whale\"; it knows 3 classes of its own");
    }

    @Test
    void anIndexIsTheFirstPlaceOfAName() {
        assertThat(CLASSES).containsExactlyInAnyOrderEntriesOf(Map.of("cow", 0, "cat", 1, "dog", 2));
    }

    private static List<RankedClass> top(List<String> candidates, int k) {
        return Candidates.of(candidates, Candidates.places(MODEL), CLASSES)
                .rank(SCORES, k)
                .best();
    }
}
