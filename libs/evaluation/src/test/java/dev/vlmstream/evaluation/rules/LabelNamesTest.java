package dev.vlmstream.evaluation.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vlmstream.evaluation.rules.LabelNames.Entry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelNamesTest {
    /** Entries as imagenet_synonyms.json has them; the two missiles are classes of their own. */
    private final LabelNames imageNet = LabelNames.of(List.of(
            new Entry(
                    "synonyms",
                    "great white shark",
                    List.of("great white shark", "white shark", "Carcharodon carcharias")),
            new Entry("synonyms", "rooster", List.of("cock")),
            new Entry("synonyms", "missile", List.of("missile")),
            new Entry("synonyms", "missile", List.of("projectile"))));

    private boolean included(String prediction, String label) {
        return Inclusion.ofAny(prediction, label, imageNet.byLabel().getOrDefault(label, Set.of()));
    }

    @Test
    void theLabelOrAnySynonymInAnyCaseIsRight() {
        assertThat(included("A WHITE SHARK.", "great white shark")).isTrue();
        assertThat(included("carcharodon carcharias", "great white shark")).isTrue();
        assertThat(included("a rooster", "rooster")).isTrue();
        assertThat(included("a shark", "great white shark")).isFalse();
    }

    @Test
    void aShortSynonymIsFoundInsideWordsAsInTheStudy() {
        assertThat(included("a peacock", "rooster")).isTrue();
    }

    @Test
    void classesOfOneNameShareTheirSynonyms() {
        assertThat(included("a projectile", "missile")).isTrue();
    }

    @Test
    void aLabelWithoutSynonymsIsJudgedByItself() {
        assertThat(included("an ant", "ant")).isTrue();
        assertThat(included("a bee", "ant")).isFalse();
    }

    @Test
    void blanksAreRefusedBecauseAnyTextIncludesThem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Entry("synonyms", "ant", List.of("emmet", " ")))
                .withMessage("label 'ant' has a blank among its synonyms, which any text would include");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Entry("synonyms", "", List.of()))
                .withMessage("an entry of synonyms needs a label, got ''");
    }
}
