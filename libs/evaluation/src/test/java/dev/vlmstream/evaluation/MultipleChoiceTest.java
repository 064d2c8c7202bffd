package dev.vlmstream.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class MultipleChoiceTest {
    @Test
    void optionsAreReadFromTheQuestionsLines() {
        assertThat(MultipleChoice.options("Which position?\nA. Fowler's position\nB. Upright. Always\nC. Flat\nD. None"
                        + "\nChoose A, B, C, or D."))
                .containsExactly("Fowler's position", "Upright. Always", "Flat", "None");
    }

    @Test
    void windowsLineEndsAreNoPartOfAnOption() {
        assertThat(MultipleChoice.options("Q?\r\nA. one\r\nB. two\r\n")).containsExactly("one", "two");
    }

    @Test
    void anInitialInTheQuestionIsNoOption() {
        assertThat(MultipleChoice.options("A. Einstein said?\nA. one\nB. two")).containsExactly("one", "two");
    }

    @Test
    void aPlainQuestionHasNone() {
        assertThat(MultipleChoice.options("What is this? A. B. C.")).isEmpty();
        assertThat(MultipleChoice.options("Who?\nA. Turing")).isEmpty();
    }

    @Test
    void lettersEndAtZ() {
        assertThat(MultipleChoice.letter(25)).isEqualTo('Z');
        assertThatIllegalArgumentException().isThrownBy(() -> MultipleChoice.letter(26));
    }
}
