package dev.vlmstream.evaluation.wikiqa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vlmstream.evaluation.wikiqa.GenerationTally.Usage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GenerationTallyTest {
    private static final WrittenQuestion QUESTION =
            new WrittenQuestion("Is this object small?", List.of("a", "b", "c", "d"), 1, "");

    private final GenerationTally tally = new GenerationTally();

    private static Usage reply(@Nullable Double cost) {
        return new Usage(false, 100, 7, cost);
    }

    private boolean written(int index, int questions, String... rejected) {
        return tally.written(index, questions, List.of(rejected), List.of(reply(0.01)));
    }

    private boolean answered(
            int index, int position, @Nullable String named, @Nullable String unnamed, Usage... replies) {
        return tally.answered(index, position, new AnsweredQuestion("ant", QUESTION, named, unnamed), List.of(replies));
    }

    @Test
    void countsWhatWasWrittenWhatCannotBeUsedAndWhatBecameOfTheRest() {
        assertThat(written(0, 2, "no-json", "repeats", "repeats")).isTrue();
        assertThat(written(1, 1)).isTrue();
        assertThat(tally.isComplete(2)).isFalse();
        answered(0, 0, "B", "A", reply(0.002), reply(0.002));
        answered(0, 1, "B", "B", reply(null), reply(null));
        answered(1, 0, null, null, new Usage(true, 100, 7, null));

        assertThat(tally.isComplete(2)).isTrue();
        assertThat(tally.isComplete(3)).isFalse();
        assertThat(tally.classes()).isEqualTo(2);
        assertThat(tally.questions()).isEqualTo(3);
        assertThat(tally.ended()).isEqualTo(3);
        assertThat(tally.rejected())
                .containsEntry(Rejection.NO_JSON, 1)
                .containsEntry(Rejection.REPEATS, 2)
                .containsEntry(Rejection.SURPLUS, 0)
                .hasSize(Rejection.values().length);
        assertThat(tally.outcomes())
                .containsEntry(Outcome.KEPT, 1)
                .containsEntry(Outcome.RIGHT_WITHOUT_NAME, 1)
                .containsEntry(Outcome.UNANSWERED, 1)
                .containsEntry(Outcome.WRONG_WITH_NAME, 0);
        assertThat(tally.requests()).isEqualTo(7);
        assertThat(tally.failed()).isEqualTo(1);
        assertThat(tally.promptTokens()).isEqualTo(700);
        assertThat(tally.outputTokens()).isEqualTo(49);
        assertThat(tally.cost()).isEqualTo(0.024);
    }

    @Test
    void ofWhatComesTwiceTheFirstCounts() {
        written(0, 2);
        assertThat(written(0, 5, "no-json")).isFalse();
        answered(0, 0, "B", "A", reply(null), reply(null));
        assertThat(answered(0, 0, "A", "A", reply(null), reply(null))).isFalse();
        assertThat(tally.questions()).isEqualTo(2);
        assertThat(tally.rejected().get(Rejection.NO_JSON)).isZero();
        assertThat(tally.outcomes()).containsEntry(Outcome.KEPT, 1).containsEntry(Outcome.WRONG_WITH_NAME, 0);
        assertThat(tally.requests()).isEqualTo(3);
    }

    /** A newer release's: the same place can still be taken by a record that is known. */
    @Test
    void whatCannotBeCountedChangesNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> written(0, 2, "no-json", "of another version"))
                .withMessageContaining("of another version");
        assertThat(tally.classes() + tally.questions() + tally.ended() + tally.requests())
                .isZero();
        assertThat(tally.rejected().get(Rejection.NO_JSON)).isZero();
        assertThat(written(0, 2)).isTrue();
    }

    @Test
    void costsAreTheSameInWhateverOrderTheyCome() {
        Random random = new Random(7);
        List<Double> all = new ArrayList<>(
                Stream.generate(() -> random.nextDouble() / 1000).limit(200).toList());
        double first = sum(all);
        Collections.shuffle(all, random);
        assertThat(sum(all)).isPositive().isEqualTo(first);
    }

    private static double sum(List<Double> costs) {
        GenerationTally tally = new GenerationTally();
        for (int i = 0; i < costs.size(); i++) {
            tally.written(i, 0, List.of(), List.of(reply(costs.get(i))));
        }
        return tally.cost();
    }
}
