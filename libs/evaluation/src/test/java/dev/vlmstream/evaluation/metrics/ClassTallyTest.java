package dev.vlmstream.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Answer;
import dev.vlmstream.evaluation.judging.Truth;
import dev.vlmstream.evaluation.rules.Judge;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassTallyTest {
    @Test
    void rulesKeepTheirOrder() {
        assertThat(Judge.judge(Task.OPEN_WORLD, Answer.text("ant"), Truth.of("ant"))
                        .rules()
                        .keySet())
                .containsExactly("label-inclusion", "word-inclusion", "exact");
    }

    @Test
    void meanPerClassRecallWeighsEveryClassTheSame() {
        ClassTally classes = new ClassTally(Map.of("many", new CorrectCount(99, 99), "one", new CorrectCount(1, 0)));
        assertThat(classes.meanRecall()).hasValueCloseTo(0.5, within(1e-15));
    }

    @Test
    void whatHasNoItemsIsUndefinedAndNotZero() {
        assertThat(ClassTally.NONE.meanRecall()).isEmpty();
        assertThat(new ClassTally(Map.of("none", CorrectCount.NONE)).meanRecall())
                .isEmpty();
        assertThat(CorrectCount.NONE.accuracy()).isEmpty();
        assertThat(CorrectCount.NONE.interval()).isEmpty();
    }

    @Test
    void impossibleCountsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CorrectCount(3, 4))
                .withMessage("correct must be between 0 and n = 3, got 4");
    }
}
