package dev.vlmstream.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskTest {
    @ParameterizedTest
    @EnumSource
    void isFoundByItsId(Task task) {
        assertThat(Task.of(task.id())).isSameAs(task);
    }

    @Test
    void anUnknownIdIsRefusedWithTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Task.of("openworld"))
                .withMessage("unknown task 'openworld'; known tasks: open-world, closed-world, zero-shot, supervised,"
                        + " multiple-choice, class-likelihood, "
                        + "question-answering");
    }
}
