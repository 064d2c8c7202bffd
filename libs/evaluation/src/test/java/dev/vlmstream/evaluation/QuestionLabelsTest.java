package dev.vlmstream.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionLabelsTest {
    @Test
    void theAnswerOfMostStandsForAll() {
        assertThat(QuestionLabels.label(List.of("a", "b", "b", "c", "c"))).isEqualTo("b");
        assertThatIllegalArgumentException().isThrownBy(() -> QuestionLabels.label(List.of()));
    }

    @ParameterizedTest
    @CsvSource({"B, B", "b, B", "0, A", "1, B", "larva, B", "' A ', A"})
    void theLetterIsGivenInSeveralWays(String label, String letter) {
        assertThat(QuestionLabels.letter(label, List.of("egg", "larva"))).isEqualTo(letter);
    }

    @Test
    void aLabelThatIsNoOptionIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QuestionLabels.letter("C", List.of("egg", "larva")))
                .withMessage(
                        "the label \"C\" is none of the letters A to B, no place from 0 to 1, and no option's text");
    }

    @ParameterizedTest
    @CsvSource({
        "Is this object a bird and does this object fly?, Is Giant Schnauzer a bird and does Giant Schnauzer fly?",
        "This object is?, Giant schnauzer is?",
        "What are these objects?, What are Giant Schnauzers?"
    })
    void theClassIsToldAsTheStudyTellsIt(String question, String told) {
        assertThat(ClassSubstitution.in(question + "\nA. this object", "Giant Schnauzer"))
                .hasValue(told + "\nA. this object");
    }

    @Test
    void aQuestionThatNamesNoObjectCannotBeToldTheClass() {
        assertThat(ClassSubstitution.in("Which bird?", "hen")).isEmpty();
    }

    @Test
    void variantsAreFoundByTheirIds() {
        assertThat(List.of(Variant.values()))
                .extracting(Variant::id)
                .containsExactly("class-name", "no-image", "text-only");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Variant.of("blind"))
                .withMessageContaining("no-image");
    }
}
