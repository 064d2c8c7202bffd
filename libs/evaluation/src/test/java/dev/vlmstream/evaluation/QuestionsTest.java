package dev.vlmstream.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    @Test
    void theStudysFourWordingsAreKnownByTheirIds() {
        assertThat(Questions.variants().keySet()).containsExactly("base", "identify", "main-object", "name");
        assertThat(Questions.openWorld("base")).isEqualTo("What type of object is in this photo?");
        assertThat(Questions.openWorld("name")).isEqualTo("Can you name the specific item pictured here?");
    }

    @Test
    void aQuestionOfOnesOwnIsTakenAsItIs() {
        assertThat(Questions.openWorld("What is this?")).isEqualTo("What is this?");
    }

    @Test
    void aMisspeltIdIsNotTakenForAQuestion() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Questions.openWorld("main_object"))
                .withMessage(
                        "unknown prompt 'main_object'; give a question or one of base, identify, main-object, name");
    }

    @Test
    void labelsAreAppendedAsTheStudyDoes() {
        assertThat(Questions.closedWorld(Questions.BASE, List.of("ant", "bee", "crane fly")))
                .isEqualTo("What type of object is in this photo? Choose one from \"ant, bee, crane fly\".");
    }

    @Test
    void noLabelsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Questions.closedWorld("base", List.of()));
    }
}
