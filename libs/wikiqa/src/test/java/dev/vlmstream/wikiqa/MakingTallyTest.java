package dev.vlmstream.wikiqa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vlmstream.evaluation.wikiqa.Outcome;
import dev.vlmstream.evaluation.wikiqa.Rejection;
import dev.vlmstream.schemas.WikiChoices;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiRejected;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.WikiWritten;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MakingTallyTest {
    private static final WikiChoices CHOICES =
            new WikiChoices("Is this object small?", List.of("a", "b", "c", "d"), 1, "");

    private static WikiReply reply(@Nullable String text, @Nullable Double cost) {
        return WikiReply.newBuilder()
                .setModel("m")
                .setDigest("d")
                .setText(text)
                .setFailure(text == null ? "the key was refused" : null)
                .setPromptTokens(100)
                .setOutputTokens(7)
                .setCost(cost)
                .build();
    }

    private static WikiWritten written(int index, int questions, String... rejected) {
        return WikiWritten.newBuilder()
                .setMaking("making")
                .setIndex(index)
                .setName("ant")
                .setReplies(List.of(reply("[]", 0.01)))
                .setQuestions(Collections.nCopies(questions, CHOICES))
                .setRejected(List.of(rejected).stream()
                        .map(reason -> new WikiRejected(reason, ""))
                        .toList())
                .build();
    }

    private static WikiQuestion ended(int index, int position, @Nullable WikiReply named, @Nullable WikiReply unnamed) {
        return WikiQuestion.newBuilder()
                .setMaking("making")
                .setIndex(index)
                .setPosition(position)
                .setName("ant")
                .setWritten(CHOICES)
                .setNamed(named)
                .setUnnamed(unnamed)
                .build();
    }

    @Test
    void countsWhatWasWrittenWhatCannotBeUsedAndWhatBecameOfTheRest() {
        MakingTally tally = new MakingTally();
        assertThat(tally.take(written(0, 2, "no-json", "repeats", "repeats"))).isTrue();
        assertThat(tally.take(written(1, 1))).isTrue();
        assertThat(tally.isComplete(2)).isFalse();
        tally.take(ended(0, 0, reply("B", 0.002), reply("A", 0.002)));
        tally.take(ended(0, 1, reply("B", null), reply("B", null)));
        tally.take(ended(1, 0, reply(null, null), null));

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
        MakingTally tally = new MakingTally();
        tally.take(written(0, 2));
        assertThat(tally.take(written(0, 5, "no-json"))).isFalse();
        tally.take(ended(0, 0, reply("B", null), reply("A", null)));
        assertThat(tally.take(ended(0, 0, reply("A", null), reply("A", null)))).isFalse();
        assertThat(tally.questions()).isEqualTo(2);
        assertThat(tally.rejected().get(Rejection.NO_JSON)).isZero();
        assertThat(tally.outcomes()).containsEntry(Outcome.KEPT, 1).containsEntry(Outcome.WRONG_WITH_NAME, 0);
        assertThat(tally.requests()).isEqualTo(3);
    }

    /** A newer release's, or no service's: the same place can still be taken by a record that is one. */
    @Test
    void whatCannotBeCountedChangesNothing() {
        MakingTally tally = new MakingTally();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tally.take(written(0, 2, "no-json", "of another version")))
                .withMessageContaining("of another version");
        WikiQuestion none = ended(0, 0, null, null);
        none.setWritten(new WikiChoices("Is this object small?", List.of("yes", "no"), 0, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> tally.take(none));
        assertThat(tally.classes() + tally.questions() + tally.ended() + tally.requests())
                .isZero();
        assertThat(tally.rejected().get(Rejection.NO_JSON)).isZero();
        assertThat(tally.take(written(0, 2))).isTrue();
    }

    @Test
    void costsAreTheSameInWhateverOrderTheyCome() {
        List<WikiWritten> all = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            WikiWritten one = written(i, 0);
            one.setReplies(List.of(reply("[]", random.nextDouble() / 1000)));
            all.add(one);
        }
        MakingTally first = new MakingTally();
        all.forEach(first::take);
        Collections.shuffle(all, random);
        MakingTally second = new MakingTally();
        all.forEach(second::take);
        assertThat(second.cost()).isPositive().isEqualTo(first.cost());
    }
}
