package dev.vlmstream.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PopeTallyTest {
    @Test
    void figuresAreThoseOfTheConfusionTable() {
        PopeTally tally = new PopeTally(30, 10, 40, 20, 0, 0);
        assertThat(tally.n()).isEqualTo(100);
        assertThat(tally.accuracy()).hasValue(0.7);
        assertThat(tally.precision()).hasValue(0.75);
        assertThat(tally.recall()).hasValue(0.6);
        assertThat(tally.f1()).hasValue(2.0 / 3);
        assertThat(tally.shareOfYes()).hasValue(0.4);
    }

    @Test
    void eachAnswerIsCountedOnce() {
        PopeTally tally = PopeTally.NONE
                .add(Optional.of(true), true)
                .add(Optional.of(true), false)
                .add(Optional.of(false), false)
                .add(Optional.of(false), true)
                .add(Optional.empty(), true)
                .add(Optional.empty(), false);
        assertThat(tally).isEqualTo(new PopeTally(1, 1, 1, 1, 1, 1));
        assertThat(tally.accuracy()).hasValue(1.0 / 3);
        assertThat(tally.recall()).hasValue(1.0 / 3);
        assertThat(tally.precision()).hasValue(0.5);
    }

    @Test
    void whatIsUndefinedIsEmpty() {
        assertThat(PopeTally.NONE.accuracy()).isEmpty();
        assertThat(PopeTally.NONE.shareOfYes()).isEmpty();
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
