package dev.vlmstream.evaluation.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConceptsTest {

    @Test
    void chunksLieBetweenFunctionWordsAndPunctuation() {
        assertThat(Concepts.of("The photo shows a great white shark, in the ocean."))
                .containsExactly(
                        "The photo shows a great white shark, in the ocean.",
                        "great",
                        "great white",
                        "great white shark",
                        "white",
                        "white shark",
                        "shark",
                        "ocean");
    }

    @Test
    void namesKeepWhatBelongsToThem() {
        assertThat(Concepts.of("A T-shirt. It's a Köpek’s Black & Decker - or café"))
                .contains("t-shirt", "köpek’s black", "black & decker", "café")
                .doesNotContain("decker - or café", "t-shirt it's");
    }

    @Test
    void runsAreBoundedAndSaidOnce() {
        assertThat(Concepts.of("red green blue white black red"))
                .contains("red green blue white", "green blue white black")
                .doesNotContain("red green blue white black")
                .doesNotHaveDuplicates()
                .hasSize(1 + 6 + 5 + 4 + 3 - 1);
    }

    @Test
    void anAnswerWithoutConceptsIsComparedAsAWhole() {
        assertThat(Concepts.of("It is this.")).containsExactly("It is this.");
        assertThat(Concepts.of("")).containsExactly("");
        assertThat(Concepts.of("犬です")).containsExactly("犬です");
    }

    @Test
    void aYearIsPartOfACarsNameAndASmallNumberOfNothing() {
        assertThat(Concepts.of("2012 Audi TT, 2 cars"))
                .contains("2012 audi tt", "cars")
                .doesNotContain("2 cars");
    }
}
