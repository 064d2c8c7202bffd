package dev.vlmstream.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PopeTallyTest {
    @Test
    void figuresAreThoseOfTheConfusionTable() {
        PopeTally tally = new PopeTally(30, 10, 40, 20, 0, 0);
        assertThat(tally.precision()).hasValue(0.75);
        assertThat(tally.recall()).hasValue(0.6);
        assertThat(tally.f1()).hasValue(2.0 / 3);
    }

    @Test
    void eachAnswerIsCountedOnce() {
        PopeTally tally = PopeTally.of(new CorrectCount(3, 1), new CorrectCount(3, 1), 2, 2);
        assertThat(tally).isEqualTo(new PopeTally(1, 1, 1, 1, 1, 1));
        assertThat(PopeTally.of(new CorrectCount(50, 30), new CorrectCount(50, 40), 40, 0))
                .isEqualTo(new PopeTally(30, 10, 40, 20, 0, 0));
        assertThat(tally.recall()).hasValue(1.0 / 3);
        assertThat(tally.precision()).hasValue(0.5);
    }

    @Test
    void whatIsUndefinedIsEmpty() {
        PopeTally onlyNo = new PopeTally(0, 0, 3, 2, 0, 0);
        assertThat(onlyNo.precision()).isEmpty();
        assertThat(onlyNo.f1()).isEmpty();
        assertThat(onlyNo.recall()).hasValue(0);
        PopeTally nothingThere = new PopeTally(0, 2, 3, 0, 0, 0);
        assertThat(nothingThere.recall()).isEmpty();
        assertThat(nothingThere.f1()).isEmpty();
        assertThat(new PopeTally(0, 1, 0, 1, 0, 0).f1()).hasValue(0);
    }

    @Test
    void negativeCountsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PopeTally(0, 0, 0, 0, 0, -1));
    }
}
