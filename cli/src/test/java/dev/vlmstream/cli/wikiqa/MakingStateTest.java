package dev.vlmstream.cli.wikiqa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.WikiChoices;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiRejected;
import dev.vlmstream.schemas.WikiWritten;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MakingStateTest {
    private static final List<String> FOUR = List.of("4", "6", "8", "10");

    private final MakingState state = new MakingState(WikiMaking.newBuilder()
            .setMaking("m")
            .setWriter("writer")
            .setAnswerer("writer")
            .setClasses(List.of("ant", "bee"))
            .setArticles("")
            .setSeed(1234)
            .setQuestions(5)
            .setTries(3)
            .setSoftwareVersion("test")
            .setCreatedAt(0)
            .build());

    private static WikiChoices choices(List<String> choices) {
        return new WikiChoices("How many legs has this object?", choices, 0, "");
    }

    private static WikiWritten written(String making, int index, int questions, String... rejected) {
        return WikiWritten.newBuilder()
                .setMaking(making)
                .setIndex(index)
                .setName("ant")
                .setReplies(List.of())
                .setQuestions(Collections.nCopies(questions, choices(FOUR)))
                .setRejected(List.of(rejected).stream()
                        .map(reason -> new WikiRejected(reason, ""))
                        .toList())
                .build();
    }

    private static WikiQuestion answered(String making, int index, List<String> choices) {
        return WikiQuestion.newBuilder()
                .setMaking(making)
                .setIndex(index)
                .setPosition(0)
                .setName("ant")
                .setWritten(choices(choices))
                .build();
    }

    @Test
    void keepsOfEachPlaceWhatCountsInTheOrderOfTheClasses() {
        state.take(written("m", 1, 1));
        state.take(written("m", 0, 1));
        state.take(written("m", 0, 4));
        state.take(answered("m", 1, FOUR));
        assertThat(state.isComplete()).isFalse();
        state.take(answered("m", 0, FOUR));
        assertThat(state.isComplete()).isTrue();
        assertThat(state.writtenClasses()).extracting(WikiWritten::getIndex).containsExactly(0, 1);
        assertThat(state.answeredQuestions()).extracting(WikiQuestion::getIndex).containsExactly(0, 1);
        assertThat(state.tally().questions()).isEqualTo(2);
    }

    @Test
    void whatIsOfAnotherMakingOrCannotBeCountedIsPassedOver() {
        state.take(written("other", 0, 1));
        state.take(written("m", 0, 1, "a reason of another version"));
        state.take(answered("other", 0, FOUR));
        state.take(answered("m", 0, List.of("4", "6")));
        assertThat(state.writtenClasses()).isEmpty();
        assertThat(state.answeredQuestions()).isEmpty();
        assertThat(state.tally().classes() + state.tally().ended()).isZero();
    }
}
